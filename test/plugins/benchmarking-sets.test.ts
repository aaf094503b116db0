// range-scaled against the comparator sets of the Department for Education's financial benchmarking pipeline.
import { describe, expect, it } from "vitest";
import rangeScaled from "../../plugins/range-scaled/index.js";
import { match } from "../support/match.js";
import { groupBy, hasReference, numberIn, type Row, readReference } from "./reference.js";

const compared = {
  roll: "Number of pupils",
  fsm: "Percentage Free school meals",
  ehcPlans: "Percentage SEN",
};

const holds = (row: Row, column: string) => row[column] === "True";

/** The pipeline leaves part-year returns, and schools without the figures, out of all sets. */
const mayBePeer = (row: Row) =>
  !holds(row, "Partial Years Present") && !holds(row, "Did Not Submit") && holds(row, "Pupil Comparator Data Present");

/** The pipeline promotes schools of the same kind if a school has boarders or a private finance contract; we do not. */
const isPromotedByKind = (row: Row) => holds(row, "Is PFI") || row["Boarders (name)"] === "Boarding";

describe.skipIf(!hasReference)("range-scaled and the benchmarking sets (skipped without ../shared/oracles)", () => {
  const input = groupBy(readReference("fbit_input.csv"), "SchoolPhaseType");
  const sets = groupBy(
    readReference("fbit_sets.csv").filter(({ set }) => set === "Pupil"),
    "urn",
  );
  /** The pipeline's set without the school itself, which comes first, and without duplicates. */
  const pipelineSet = (urn: string) =>
    new Set((sets.get(urn) ?? []).map(({ peer }) => peer!).filter((peer) => peer !== urn));
  const rowsOf = (...phases: string[]) => phases.flatMap((phase) => [...(input.get(phase) ?? [])]);

  /** Medians over the schools of all phases, with which the pipeline replaces missing figures. */
  const medians = Object.fromEntries(
    Object.entries(compared).map(([column, name]) => [column, median([...input.values()].flat(), name)]),
  );

  /** @param fill replaces missing figures */
  function ourSets(rows: readonly Row[], fill: Readonly<Record<string, number>>) {
    const schools = rows.map((row) => {
      const figures = Object.entries(compared).map(([column, name]) => {
        const value = numberIn(row, name);
        return [column, Number.isNaN(value) ? fill[column] : value];
      });
      return {
        urn: Number(row.URN),
        eligible: mayBePeer(row),
        region: row["GOR (name)"]!,
        ...Object.fromEntries(figures),
      };
    });
    const { schools: found } = match(rangeScaled, schools);
    return new Map(found.map((school) => [String(school.urn), "peers" in school ? school.peers.map(String) : []]));
  }

  /** The schools with a set in the pipeline, by whether our set is the same. */
  function compare(phase: string, fill: Readonly<Record<string, number>> = {}) {
    const found = ourSets(rowsOf(phase), fill);
    const made = rowsOf(phase).filter(({ URN }) => pipelineSet(URN!).size > 0);
    const isSame = ({ URN }: Row) => [...pipelineSet(URN!)].sort().join() === found.get(URN!)!.toSorted().join();
    return { same: made.filter(isSame), different: made.filter((row) => !isSame(row)) };
  }

  it.each([
    ["Primary", 1077, 58],
    ["Secondary", 229, 13],
  ])("agree for every %s school without boarders or a contract", (phase, ordinary, promoted) => {
    const { same, different } = compare(phase, medians);
    expect(same.filter((row) => !isPromotedByKind(row))).toHaveLength(ordinary);
    expect(different).toHaveLength(promoted);
    expect(different.every(isPromotedByKind)).toBe(true);
  });

  it("differ for 21 more schools with our medians, which are of the block, not of all phases", () => {
    const different = ["Primary", "Secondary"].flatMap((phase) => compare(phase).different);
    expect(different.filter((row) => !isPromotedByKind(row))).toHaveLength(21);
  });

  it("have duplicates in the pipeline only for schools with boarders or a contract", () => {
    const twice = rowsOf("Primary", "Secondary", "Special").filter(
      ({ URN }) => (sets.get(URN!) ?? []).length > pipelineSet(URN!).size + 1,
    );
    expect(twice).toHaveLength(48);
    expect(twice.every(isPromotedByKind)).toBe(true);
  });

  it("differ for special schools, which the pipeline compares by their pupils' needs", () => {
    expect(compare("Special", medians).same).toHaveLength(0);
  });
});

function median(rows: readonly Row[], column: string): number {
  const values = rows.map((row) => numberIn(row, column)).filter((value) => !Number.isNaN(value));
  const ascending = Float64Array.from(values).sort();
  const middle = (ascending.length - 1) / 2;
  return (ascending[Math.floor(middle)]! + ascending[Math.ceil(middle)]!) / 2;
}
