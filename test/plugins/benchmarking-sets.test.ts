// range-scaled beside the comparator sets of the Department for Education's financial benchmarking pipeline.
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

/** Theirs: part-year returns, and those without the figures, are in nobody's set. */
const mayBePeer = (row: Row) =>
  !holds(row, "Partial Years Present") && !holds(row, "Did Not Submit") && holds(row, "Pupil Comparator Data Present");

/** Theirs promotes schools of the same kind where a school has boarders or a private finance contract. Ours knows neither. */
const isPromotedByKind = (row: Row) => holds(row, "Is PFI") || row["Boarders (name)"] === "Boarding";

describe.skipIf(!hasReference)("range-scaled and the benchmarking sets (skipped without ../shared/oracles)", () => {
  const input = groupBy(readReference("fbit_input.csv"), "SchoolPhaseType");
  const sets = groupBy(
    readReference("fbit_sets.csv").filter(({ set }) => set === "Pupil"),
    "urn",
  );
  /** Without the school itself, which stands first, and without duplicates. */
  const theirs = (urn: string) =>
    new Set((sets.get(urn) ?? []).map(({ peer }) => peer!).filter((peer) => peer !== urn));
  const rowsOf = (...phases: string[]) => phases.flatMap((phase) => [...(input.get(phase) ?? [])]);

  /** Medians over the schools of all phases, which theirs puts for what is missing. */
  const medians = Object.fromEntries(
    Object.entries(compared).map(([column, name]) => [column, median([...input.values()].flat(), name)]),
  );

  /** @param fill in place of missing figures, if anything */
  function ours(rows: readonly Row[], fill: Readonly<Record<string, number>>) {
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

  /** Schools that have a set of theirs, by whether ours is the same. */
  function compare(phase: string, fill: Readonly<Record<string, number>> = {}) {
    const found = ours(rowsOf(phase), fill);
    const made = rowsOf(phase).filter(({ URN }) => theirs(URN!).size > 0);
    const isSame = ({ URN }: Row) => [...theirs(URN!)].sort().join() === found.get(URN!)!.toSorted().join();
    return { same: made.filter(isSame), different: made.filter((row) => !isSame(row)) };
  }

  it.each([
    ["Primary", 1077, 58],
    ["Secondary", 229, 13],
  ])("are the same for every %s school without boarders or a contract", (phase, ordinary, promoted) => {
    const { same, different } = compare(phase, medians);
    expect(same.filter((row) => !isPromotedByKind(row))).toHaveLength(ordinary);
    expect(different).toHaveLength(promoted);
    expect(different.every(isPromotedByKind)).toBe(true);
  });

  it("differ for 21 more schools by the median: theirs is of all phases, ours of the block", () => {
    const different = ["Primary", "Secondary"].flatMap((phase) => compare(phase).different);
    expect(different.filter((row) => !isPromotedByKind(row))).toHaveLength(21);
  });

  it("hold a school twice, in theirs, only where it was promoted for two reasons", () => {
    const twice = rowsOf("Primary", "Secondary", "Special").filter(
      ({ URN }) => (sets.get(URN!) ?? []).length > theirs(URN!).size + 1,
    );
    expect(twice).toHaveLength(48);
    expect(twice.every(isPromotedByKind)).toBe(true);
  });

  it("differ for special schools, which theirs compares by their pupils' needs", () => {
    expect(compare("Special", medians).same).toHaveLength(0);
  });
});

function median(rows: readonly Row[], column: string): number {
  const values = rows.map((row) => numberIn(row, column)).filter((value) => !Number.isNaN(value));
  const ascending = Float64Array.from(values).sort();
  const middle = (ascending.length - 1) / 2;
  return (ascending[Math.floor(middle)]! + ascending[Math.ceil(middle)]!) / 2;
}
