// Returns of schools and academies that the financial benchmarking tool publishes, as sheets of workbooks.
import { readFunding, withoutFunding } from "../../funding.js";
import { labels } from "../../labels.js";
import { isMissing, type RowReader } from "../../row-reader.js";
import type { Reading, Source } from "../../source.js";
import { parseInteger } from "../../written.js";
import { yearInName } from "../../year-in-name.js";

const grants = "Grant Funding: (I01:I07) + I15 + I16 + I18a/b/c/d";
const maintained = { grants, pupils: "No pupils", perPupil: false };
const academies = { grants: "Total Grant Funding", pupils: "Number of pupils in academy (FTE)", perPupil: false };

const lead = "Lead school in federation";
const period = "Period covered by return";
const didNotSupply = "Did Not Supply flag";

const notSupplied = labels({ Y: true, N: false, 0: false });

/** Why a row is not about one school and one year; null where it is. */
function skippedBecause(row: RowReader): string | null {
  const leadCell = row.cell(lead);
  if (row.has(lead) && isMissing(leadCell)) return "federation unknown";
  if (row.has(lead) && parseInteger(leadCell) !== "0") return "return of a federation";
  const months = row.integer(period, -99, 99);
  return months === null || months === 12 ? null : `period of ${months} ${months === 1 ? "month" : "months"}`;
}

function read(row: RowReader, year: string): Reading {
  const urn = row.urn("URN");
  const skipped = skippedBecause(row);
  if (skipped) return { skipped };
  const published = readFunding(row, row.has(lead) ? maintained : academies);
  const funding = row.label(didNotSupply, notSupplied) ? withoutFunding("DNS") : published;
  if (funding.fundingPerPupil !== null && isMissing(row.cell(period))) return { skipped: "period unknown" };
  return {
    subject: `${urn}`,
    facts: {
      circumstances: { urn, year, ...funding, fsmSource: null },
      directoryRow: { urn, line: row.line, record: {} },
    },
  };
}

export default {
  kind: "school-finance",
  title: "a sheet of a school finance workbook (“CFR Data” or “Academies”)",
  option: {
    name: "schoolFinance",
    description: "finances of schools: the sheet “CFR Data” or “Academies” of a workbook, saved as CSV",
    takes: "file",
    needsYear: true,
    yearInName,
  },
  feeds: "circumstances",
  precedence: 130, // more exact than the performance tables of the same year
  sheets: "the sheet “CFR Data” or “Academies”",
  key: "URN",
  layouts: [
    ["URN", lead, period, maintained.pupils, maintained.grants],
    ["URN", period, academies.pupils, academies.grants],
  ],
  aliases: {
    [period]: ["Period covered by return (months)"],
    [maintained.pupils]: ["No pupils (including dual registrations)"],
    [maintained.grants]: ["Grant Funding: (I01:I07) + I15 + I16"],
    [academies.pupils]: ["Number of pupils in academy (FTE) plus dual subsidiary registrations"],
  },
  labelColumns: [didNotSupply],
  open: (year) => ({ read: (row) => read(row, year) }),
} satisfies Source;
