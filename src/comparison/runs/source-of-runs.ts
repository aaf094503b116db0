// What a comparison of runs says about where it comes from.
import type { Population } from "../../population/population.js";
import type { Compared } from "../lists.js";
import { countOf, type Source } from "../source.js";
import type { NamedRun } from "./find.js";
import { deprivationColumns } from "./groups.js";
import { type HeldOut, lastYearRead } from "./held-out.js";

interface RunsRead {
  readonly runs: readonly NamedRun[];
  readonly population: Population;
  readonly heldOut: HeldOut | null;
  readonly compared: Compared;
  readonly explain: Source["explain"];
}

export function sourceOfRuns({ runs, population, heldOut, compared, explain }: RunsRead): Source {
  const { schools, lists, seed } = compared;
  const { id, baseYear, circumstancesYear, size } = population;
  const withPeers = lists.map(({ peers }) => peers.filter(({ length }) => length > 0).length);
  const years = `base year ${baseYear}, circumstances of ${circumstancesYear}`;
  return {
    compared,
    further: [],
    explain,
    title: `Peers compared: runs of ${baseYear}`,
    request: {
      runs: runs.map(({ run }) => run.id),
      attributes: Object.keys(schools.attributes),
      heldOut: heldOut?.year ?? null,
      groups: Object.keys(schools.groups),
      seed,
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
      schools: `population ${id.slice(0, 12)} (${years}): ${countOf(size)} schools${heldOutLine(heldOut)}`,
      lists: runs.map(({ name, run }) => `${name} (run ${run.id})`),
    },
    heldOut: heldOut?.year ?? null,
  };
}

const heldOutLine = (heldOut: HeldOut | null): string =>
  heldOut ? `, ${countOf(heldOut.schools)} of them with attendance of ${heldOut.year}` : "";

function notesOn({ schools: { outcome, heldOut, attributes } }: Compared, population: Population): string[] {
  const last = lastYearRead(population);
  return [
    ...(Object.keys(attributes).length === 0
      ? ["The strategies read no circumstances, so there is no balance. Name some with --attributes."]
      : []),
    ...(heldOut ? [] : [`No usable year after ${last} has attendance of these schools, so there is no validity.`]),
    ...(heldOut && !outcome
      ? [`No school has attendance of ${population.baseYear}, so last year's own figure is not among the baselines.`]
      : []),
  ];
}
