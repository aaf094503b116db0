import { expect, it } from "vitest";
import { yearInName } from "../../src/import/year-in-name.js";

it.each([
  ["2018-2019", "2018/19"],
  ["2022-2023_england_abs.csv", "2022/23"],
  ["CFR_2023-24_Full_Data_Workbook.csv", "2023/24"],
  ["secondary_values_2026-05.csv", null],
  ["2018-2020", null],
  ["england_abs.csv", null],
])("the academic year in the name %s is %s", (name, year) => {
  expect(yearInName(name)).toBe(year);
});
