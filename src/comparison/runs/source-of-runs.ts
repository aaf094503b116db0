// What a comparison of runs says about where it comes from.
import { count, counted } from "../../plural.js";
import type { Population } from "../../population/population.js";
import type { FurtherSection } from "../compute.js";
import type { Compared } from "../lists.js";
import type { Source } from "../source.js";
import type { NamedRun } from "./find.js";
import { deprivationColumns } from "./groups.js";
import { type HeldOut, lastYearRead } from "./held-out.js";

/** The runs, as read. */
export interface RunsRead {
  readonly runs: readonly NamedRun[];
  readonly population: Population;
  readonly heldOut: HeldOut | null;
  readonly compared: Compared;
}

/** A source that says what was read. */
export interface RunsSource extends Source {
  readonly read: RunsRead;
}

/** @param further sections after those of the lists */
export function sourceOfRuns(
  read: RunsRead,
  further: readonly FurtherSection[],
  explain: Source["explain"],
): RunsSource {
  const { runs, population, heldOut, compared } = read;
  const { schools, lists, seed, p } = compared;
  const { id, baseYear, circumstancesYear, size } = population;
  const withPeers = lists.map(({ peers }) => peers.filter(({ length }) => length > 0).length);
  const years = `base year ${baseYear}, circumstances of ${circumstancesYear}`;
  return {
    read,
    compared,
    further,
    explain,
    title: `Peers compared: runs of ${baseYear}`,
    request: {
      runs: runs.map(({ run }) => run.id),
      attributes: Object.keys(schools.attributes),
      heldOut: heldOut?.year ?? null,
      groups: Object.keys(schools.groups),
      seed,
      p,
      steadiness: further.some(({ section }) => section === "steadiness"),
    },
    notes: notesOn(compared, population),
    inputs: [
      { population: id, baseYear, circumstancesYear, deprivationBy: deprivationColumns(population) },
      ...runs.map(({ name, run: { id: run, fingerprint, strategy, version, parameters, constraints } }) => ({
        run,
        name,
        fingerprint,
        strategy,
        version,
        parameters,
        constraints,
      })),
      ...(heldOut ? [{ attendance: heldOut.year, schools: heldOut.schools, sha256: heldOut.sha256 }] : []),
    ],
    counts: {
      schools: size,
      lists: runs.map(({ name }, at) => ({ name, schoolsWithPeers: withPeers[at] })),
    },
    lines: {
      schools: `population ${id.slice(0, 12)} (${years}): ${counted(size, "school")}${heldOutLine(heldOut)}`,
      lists: runs.map(({ name, run }) => `${name} (run ${run.id})`),
    },
    heldOut: heldOut?.year ?? null,
  };
}

const heldOutLine = (heldOut: HeldOut | null): string =>
  heldOut ? `, ${count(heldOut.schools)} of them with attendance of ${heldOut.year}` : "";

function notesOn({ schools: { outcome, heldOut, attributes } }: Compared, population: Population): string[] {
  const last = lastYearRead(population);
  return [
    ...(Object.keys(attributes).length === 0
      ? ["The strategies read no circumstances, so there is no balance. Name some as its attributes."]
      : []),
    ...(heldOut ? [] : [`No usable year after ${last} has attendance of these schools, so there is no validity.`]),
    ...(heldOut && !outcome
      ? [`No school has attendance of ${population.baseYear}, so last year's own figure is not among the baselines.`]
      : []),
  ];
}
