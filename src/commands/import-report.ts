// The report on each imported file.
import type { FileRows, ImportReport } from "../import/report.js";
import { count, counted } from "../plural.js";

/** True if every row was stored or skipped for a named cause, and at least one was stored. */
export const isComplete = ({ rowsStored, rowsRejected }: ImportReport): boolean => rowsStored > 0 && rowsRejected === 0;

/**
 * `absence 1a_absence_3term_school.csv (utf-8): 5,736 rows: 5,736 stored, 0 rejected`, then the causes of rejection,
 * the first rejected rows, and what the file superseded or ended.
 */
export function describeReport(report: ImportReport): string {
  const { kind, name, encoding, rowsRead, rowsStored, rowsRejected, rejected } = report;
  const skipped = Object.entries(report.rowsSkipped).map(([cause, rows]) => `, ${count(rows)} skipped (${cause})`);
  const counts = `${counted(rowsRead, "row")}: ${count(rowsStored)} stored, ${count(rowsRejected)} rejected${skipped.join("")}`;
  const more = rowsRejected - rejected.length;
  const lines = [
    ...Object.entries(report.rejections).map(([cause, rows]) => `${count(rows)} rejected, ${cause}`),
    ...rejected.map(({ line, column, value, reason }) => `line ${line}, ${column} ${JSON.stringify(value)}: ${reason}`),
    ...(more > 0 ? [`and ${count(more)} more; the table rejected_row has them all`] : []),
    ...Object.entries(report.unknownLabels).map(
      ([label, rows]) => `${counted(rows, "row")} with an unknown label, ${label}`,
    ),
    ...describeStrayLines(report),
    ...(rowsStored === 0 ? ["NOTHING WAS STORED: every row was skipped or rejected"] : []),
    ...describeChange(report),
  ];
  const again = report.redated
    ? "; imported before: only its release date has changed"
    : "; imported before: nothing has changed";
  return [
    `${kind} ${name} (${encoding}): ${counts}${report.alreadyImported ? again : ""}`,
    ...lines.map((line) => `  ${line}`),
  ].join("\n");
}

function describeStrayLines({ encoding, strayLines, strayLineCount }: ImportReport): string[] {
  if (strayLineCount === 0) return [];
  const other = encoding === "windows-1252" ? "utf-8" : "windows-1252";
  const more = strayLineCount - strayLines.length;
  return [`read as ${other}: line ${strayLines.join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}`];
}

function describeChange({ superseded, supersededBy, ended, releasedBy }: ImportReport): string[] {
  const undated = releasedBy === "IMPORT" && superseded.length > 0;
  return [
    ...superseded.map((files) => `supersedes ${describeRows(files)}`),
    ...supersededBy.map((files) => `superseded by ${describeRows(files)}, a later release`),
    ...(ended > 0 ? [`current links or figures that have ended: ${count(ended)}`] : []),
    ...(undated
      ? [
          "NO RELEASE DATE in the name: the file counts as released today. If it is older, import it with --released DATE",
        ]
      : []),
  ];
}

const describeRows = ({ file, released, rows }: FileRows) => `${counted(rows, "row")} of ${file}, released ${released}`;
