// A report of an invented comparison whose lists would give invented targets.
import type { ReportInput } from "../../../src/comparison/report/report.js";
import { randomFrom } from "../../../src/strategy/random.js";
import { consequenceFigures } from "../../../src/targets/consequence/figures.js";
import { consequenceReport } from "../../../src/targets/consequence/report.js";
import { examplePolicy } from "../../../src/targets/policy.js";
import { inventedComparison, inventedFigures } from "../../comparison/invented.js";

const fifths = ["1 least deprived", "2", "3", "4", "5 most deprived"];

/** Half of each fifth is at the floor. Of the other half, each list asks for more in deprived fifths, and for .1 more than the list before. */
export function consequenceInput(lists: readonly string[]): ReportInput {
  const compared = inventedComparison({ lists });
  const { schools } = compared;
  const random = randomFrom(5);
  const base = Float64Array.from(schools.ids, () => 900 + Math.floor(50 * random()));
  const groups = { ...schools.groups, deprivation: schools.ids.map((_, row) => fifths[row % 5]!) };
  const consequences = lists.map((name, list) => {
    const asked = base.map((_, row) => (Math.floor(row / 5) % 2 === 1 ? 3 : 5 + (row % 5) + list));
    const flag = (holds: (tenths: number, row: number) => boolean) =>
      asked.map((tenths, row) => Number(holds(tenths, row)));
    return {
      name,
      targets: {
        tenths: base.map((tenths, row) => tenths + asked[row]!),
        improvement: asked.map((tenths) => tenths / 10),
        maintain: flag(() => false),
        floor: flag((tenths) => tenths === 3),
        largest: flag((tenths) => tenths >= 10),
        cap: flag((_, row) => row % 7 === 0),
      },
      met: { met: flag((tenths, row) => tenths + (row % 11) < 12), withinNoise: flag((_, row) => row % 11 === 9) },
    };
  });
  const figures = consequenceFigures({ ...schools, groups }, consequences);
  return {
    title: "A comparison with targets",
    compared,
    figures: [...inventedFigures(compared), ...figures],
    further: [consequenceReport(examplePolicy)],
  };
}
