// The frozen table that a run works on: columns, one row per school, rows ascending by URN. No target is in it, ever.
import { type Block, blocks } from "../import/classification.js";
import { circumstanceNames, supplementaryNames } from "../import/facts.js";

export { type Block, blocks };

/**
 * Percentages 0-100, except `roll` (pupils), `idaci` (0-1), `polar4` (1-5), `ks2*` (scaled score), `fundingPerPupil`
 * (pounds a year), `urban` (0/1).
 */
export const circumstanceColumns = [...circumstanceNames, "urban"] as const;

/** Attendance percentages, 0-100, of the base year and the two before it. */
export const attendanceColumns = ["attendance", "attendanceYearBefore", "attendanceTwoYearsBefore"] as const;

export type ColumnName = (typeof circumstanceColumns)[number] | (typeof attendanceColumns)[number];

export const columnNames: readonly ColumnName[] = [...circumstanceColumns, ...attendanceColumns];
const supplementary: ReadonlySet<ColumnName> = new Set(supplementaryNames);

/**
 * The columns that are stored and exported, in their order. A supplementary column without a figure is left out, so
 * that populations that were frozen before it existed keep their ids.
 */
export const keptColumns = ({ columns }: Pick<PopulationColumns, "columns">): ColumnName[] =>
  columnNames.filter((name) => !supplementary.has(name) || columns[name].some((value) => !Number.isNaN(value)));

/** All arrays have `size` entries; a missing number is NaN, a missing category null. */
export interface PopulationColumns {
  readonly baseYear: string;
  readonly circumstancesYear: string;
  readonly size: number;
  readonly urn: Int32Array;
  readonly block: readonly Block[];
  /** 1: may be a peer. 0: only seeks peers, since it inherits a baseline or another school represents its lineage. */
  readonly eligible: Uint8Array;
  /** 1: a peer with its own published figure and circumstances; scales, medians and edges use these rows. */
  readonly reference: Uint8Array;
  /** The smallest URN of the school's lineage. */
  readonly lineage: Int32Array;
  readonly trust: readonly (number | null)[];
  readonly region: readonly (string | null)[];
  /** Selective by admissions; unknown counts as not selective. */
  readonly selective: Uint8Array;
  /** OSGB36 metres; NaN where unknown. */
  readonly easting: Float64Array;
  readonly northing: Float64Array;
  readonly columns: Readonly<Record<ColumnName, Float64Array>>;
}

export interface Population extends PopulationColumns {
  /** sha256 of the contents, in hexadecimal. */
  readonly id: string;
}
