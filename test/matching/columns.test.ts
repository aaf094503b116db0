import { describe, expect, it } from "vitest";
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import { assertPopulationColumns } from "../../src/matching/columns.js";
import { findStrategies } from "../../src/matching/discovery.js";
import { normaliseParameters } from "../../src/matching/parameters.js";
import type { Strategy } from "../../src/strategy/contract.js";
import { match } from "../support/match.js";
import { inventedSchools } from "../support/population.js";

const strategies = await findStrategies([]);
const byColumn = (column: string) =>
  normaliseParameters<unknown>(nearestNeighbour as Strategy, { attributes: { [column]: 1 } });

describe("the columns that a strategy reads from a population", () => {
  it.each([...strategies.values()])("exist for $name by default", (strategy) => {
    assertPopulationColumns(strategy, normaliseParameters(strategy, {}));
  });

  const attributes = { list: ["fsm", "semh", "fundingPerPupil"], weighted: { fsm: 2, semh: 1, fundingPerPupil: 1 } };

  it.each<[string, object]>([
    ["boosted-weights", { attributes: attributes.list }],
    ["coarsened-exact", { attributes: { fsm: { quantiles: 1 }, semh: { quantiles: 2 }, fundingPerPupil: [6000] } }],
    ["gower", { numeric: attributes.weighted }],
    ["learned-weights", { attributes: attributes.list }],
    ["local-first", { attributes: attributes.weighted }],
    ["mahalanobis", { attributes: attributes.list }],
    ["nearest-neighbour", { attributes: attributes.weighted }],
    ["predicted-attendance", { attributes: attributes.list }],
    ["range-scaled", { attributes: attributes.weighted }],
  ])("may be SEMH and funding per pupil: %s", (name, given) => {
    const strategy = strategies.get(name)!;
    const schools = inventedSchools(150).map((school, at) => ({
      ...school,
      semh: (at * 7) % 11,
      fundingPerPupil: 4500 + ((at * 13) % 31) * 100,
    }));
    assertPopulationColumns(strategy, normaliseParameters(strategy, given));
    const { schools: found, attributes: compared } = match(strategy, schools, given);
    expect(found.filter((one) => "peers" in one).length).toBeGreaterThan(130);
    if (name !== "predicted-attendance") expect([...compared].sort()).toEqual([...attributes.list].sort());
  });

  it("are rejected if the name is __proto__", () => {
    const given: object = JSON.parse('{"attributes": {"__proto__": 1, "fsm": 1}}');
    expect(() => normaliseParameters<unknown>(nearestNeighbour as Strategy, given)).toThrow("__proto__");
  });

  it.each<[string, () => unknown]>([
    [
      "threw: no figures",
      () => {
        throw new Error("no figures");
      },
    ],
    ["columns: must be a list", () => "fsm"],
    [
      "columns: 0.missing must be one of required, median, band, ignored",
      () => [{ column: "fsm", missing: "requird" }],
    ],
  ])("must be declared by the strategy, which fails otherwise: %s", (fault, columns) => {
    const strategy = { ...nearestNeighbour, columns } as unknown as Strategy;
    const check = () => assertPopulationColumns(strategy, {});
    expect(check).toThrow(expect.objectContaining({ code: "STRATEGY_FAILED" }));
    expect(check).toThrow(fault);
  });

  it.each([
    ["shoeSize", 'reads the column "shoeSize", which does not exist. Use one of: roll, fsm'],
    ["toString", 'the column "toString"'],
    ["attendance", "cannot compare schools by attendance: it is an outcome"],
    ["attendanceYearBefore", "cannot compare schools by attendanceYearBefore"],
  ])("are rejected: %s", (column, message) => {
    const check = () => assertPopulationColumns(nearestNeighbour as Strategy, byColumn(column));
    expect(check).toThrow(message);
    expect(check).toThrow(expect.objectContaining({ code: "BAD_PARAMETERS" }));
  });
});
