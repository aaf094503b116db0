// What the school-level files of the January census say about the school itself.
import { censusTypes } from "../../classification.js";
import type { DirectoryRecord } from "../../facts.js";
import { regionOf } from "../../region.js";
import { academicYear, isMissing, type RowReader } from "../../row-reader.js";
import { readSelective } from "../gias/index.js";

export const typeColumn = "phase_type_grouping";
export const admissionsColumn = "admissions_policy";

/** The columns that have other names in some years. */
export const schoolAliases = {
  [typeColumn]: ["phase-type_grouping"],
  type_of_establishment: ["typeofestablishment_name"],
} as const;

/** The level of a row that is not about a school; null where it is about one. */
export function otherLevel(row: RowReader): string | null {
  const level = row.cell("geographic_level");
  return level.toLowerCase() === "school" ? null : `level ${level || "unknown"}`;
}

export const readYear = (row: RowReader): string =>
  academicYear(row.cell("time_period")) ?? row.reject("time_period", "not an academic year like 202223");

export function readSchool(row: RowReader): DirectoryRecord {
  const laestab = row.integer("laestab", 0, 9_999_999);
  row.label(typeColumn, censusTypes);
  return {
    name: textOf(row, "school_name"),
    laCode: row.integer("old_la_code", 0, 999),
    laName: textOf(row, "la_name"),
    establishmentNumber: laestab === null ? null : laestab % 10_000,
    schoolType: textOf(row, typeColumn),
    typeName: textOf(row, "type_of_establishment"),
    gender: textOf(row, "sex_of_school_description"),
    religiousCharacter: textOf(row, "denomination"),
    selective: readSelective(row, admissionsColumn),
    postcode: textOf(row, "school_postcode"),
    // In some years the two columns are swapped.
    region: regionOf(row.text("region_name")) ?? regionOf(row.text("region_code")),
    district: textOf(row, "district_administrative_name"),
    urbanRural: textOf(row, "urban_rural"),
  };
}

function textOf(row: RowReader, column: string): string | null {
  const cell = row.cell(column);
  return isMissing(cell) || cell === "Unknown" ? null : cell;
}
