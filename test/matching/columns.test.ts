import { describe, expect, it } from "vitest";
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import { assertPopulationColumns } from "../../src/matching/columns.js";
import { findStrategies } from "../../src/matching/discovery.js";
import { normaliseParameters } from "../../src/matching/parameters.js";
import type { Strategy } from "../../src/strategy/contract.js";

const strategies = await findStrategies([]);
const byColumn = (column: string) =>
  normaliseParameters<unknown>(nearestNeighbour as Strategy, { attributes: { [column]: 1 } });

describe("the columns that a strategy reads of a population", () => {
  it.each([...strategies.values()])("are there for $name by default", (strategy) => {
    assertPopulationColumns(strategy, normaliseParameters(strategy, {}));
  });

  it("are refused where their name would be lost", () => {
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
    ["expected array", () => "fsm"],
    ["→ at [0].missing", () => [{ column: "fsm", missing: "requird" }]],
  ])("are told by the strategy, or it is to blame: %s", (fault, columns) => {
    const strategy = { ...nearestNeighbour, columns } as unknown as Strategy;
    const refused = () => assertPopulationColumns(strategy, {});
    expect(refused).toThrow(expect.objectContaining({ code: "STRATEGY_FAILED" }));
    expect(refused).toThrow(fault);
  });

  it.each([
    ["shoeSize", 'reads the column "shoeSize", and there is none. There are: roll, fsm'],
    ["toString", 'the column "toString"'],
    ["attendance", "cannot compare schools by attendance: it is what they achieve"],
    ["attendanceYearBefore", "cannot compare schools by attendanceYearBefore"],
  ])("are refused: %s", (column, message) => {
    const refused = () => assertPopulationColumns(nearestNeighbour as Strategy, byColumn(column));
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ code: "BAD_PARAMETERS" }));
  });
});
