// Income from grant funding per pupil: what the sources of school finance have in common.
import { Decimal } from "decimal.js";
import type { CircumstancesFact } from "./facts.js";
import { zeroOfZero } from "./row-figures.js";
import { isMissing, type RowReader } from "./row-reader.js";

/** Pounds a pupil: more is a fault in the file. */
const maxPerPupil = 10_000_000;
const maxGrants = 1_000_000_000;
const maxPupils = 20_000;
/** Decimal places that are stored. */
const places = 4;

interface FundingColumns {
  /** Pounds: all grants of a year, or `perPupil` already. */
  readonly grants: string;
  /** Full-time equivalent pupils. */
  readonly pupils: string;
  readonly perPupil: boolean;
}

/** @throws RowRejected where a figure is out of range */
export function readFunding(
  row: RowReader,
  columns: FundingColumns,
): Pick<CircumstancesFact, "fundingPerPupil" | "codes"> {
  const { grants, pupils, perPupil } = columns;
  const missing = [grants, pupils].find((column) => isMissing(row.cell(column)));
  if (missing !== undefined) return withoutFunding(row.cell(missing));
  const count = row.amount(pupils, 0, maxPupils);
  if (Number(count) === 0) return withoutFunding(zeroOfZero);
  if (perPupil) return { fundingPerPupil: row.amount(grants, 0, maxPerPupil), codes: null };
  const sum = row.amount(grants, 0, maxGrants);
  const share = new Decimal(sum).div(count).toDecimalPlaces(places, Decimal.ROUND_HALF_UP);
  if (share.gt(maxPerPupil)) row.reject(grants, "too much for so few pupils", `£${sum} for ${count} pupils`);
  return { fundingPerPupil: share.toFixed(), codes: null };
}

/** @param code what is published in place of the figure */
export const withoutFunding = (code: string) => ({ fundingPerPupil: null, codes: { fundingPerPupil: code } });
