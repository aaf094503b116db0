// The release date that a file's name has.
import { expect, it } from "vitest";
import { releasedByName } from "../../src/import/released.js";

it.each([
  ["edubasealldata20260401.csv", "2026-04-01"],
  ["2026-07-03_matched_primary_schools_data.csv", "2026-07-03"],
  ["secondary_values_2026-05.csv", "2026-05-01"],
  ["spc_school_level_underlying_data_23112023.csv", "2023-11-23"],
  ["spc_school_level_underlying_data_20122022.csv", "2022-12-20"],
  ["spc_school_level_underlying_data_20230302.csv", "2023-03-02"],
])("reads the date in %s: %s", (name, date) => {
  expect(releasedByName(name)).toBe(date);
});

it.each([
  "spc_school_level_underlying_data_2025.csv",
  "spc_school_level_underlying_data_220216.csv",
  "Absence_3term201819_nat_reg_la_sch.csv",
  "data_20230230.csv",
  "data_31112023.csv",
  "data_2025-13.csv",
  "england_census.csv",
])("finds no date in %s", (name) => {
  expect(releasedByName(name)).toBeNull();
});
