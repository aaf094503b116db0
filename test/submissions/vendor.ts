// An invented system that makes a file of sessions, and its own figures of them, with a mistake if it is given one.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readExport } from "../../src/submissions/conformance/read-export.js";
import { readSessions } from "../../src/submissions/conformance/read-sessions.js";
import { type Verdict, verdictOn } from "../../src/submissions/conformance/verdict.js";

export interface Line {
  readonly school: string;
  readonly date: string;
  readonly code: string;
  readonly count: number;
}

/** What a system adds a mark to. */
export type Counting = "attended" | "authorised" | "unauthorised" | "possible alone" | "nothing";

const groups: readonly (readonly [Counting, string])[] = [
  ["attended", "/ \\ L K V P W B"],
  ["authorised", "C C1 C2 M J1 S R T I E"],
  ["unauthorised", "G N O U"],
  ["nothing", "Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 D X Z #"],
];
export const codes: readonly string[] = groups.flatMap(([, members]) => members.split(" "));
export const rightly = ({ code }: Line): Counting =>
  groups.find(([, members]) => members.split(" ").includes(code))?.[0] ?? "nothing";

export const linesAsCsv = (lines: readonly Line[]): string =>
  `school,date,code,count\n${lines.map(({ school, date, code, count }) => `${school},${date},${code},${count}\n`).join("")}`;

export interface Figures {
  readonly possible: number;
  readonly attended: number;
  readonly authorised: number;
  readonly unauthorised: number;
}

export const percent = ({ attended, possible }: Figures): string =>
  possible === 0 ? "" : ((100 * attended) / possible).toFixed(4);

/** @param attendance of a school, from its figures and its lines */
export function exportOf(
  lines: readonly Line[],
  count: (line: Line) => Counting,
  attendance: (figures: Figures, lines: readonly Line[]) => string = percent,
): string {
  const schools = [...new Set(lines.map(({ school }) => school))].sort();
  const rows = schools.map((school) => {
    const own = lines.filter((line) => line.school === school);
    const sum = (counting: Counting) =>
      own.filter((line) => count(line) === counting).reduce((total, line) => total + line.count, 0);
    const parts = {
      ...{ attended: sum("attended"), authorised: sum("authorised"), unauthorised: sum("unauthorised") },
    };
    const possible = parts.attended + parts.authorised + parts.unauthorised + sum("possible alone");
    const dates = own.map(({ date }) => date).sort();
    const figures = { possible, ...parts };
    return [school, dates[0], dates.at(-1), ...Object.values(figures), attendance(figures, own)].join();
  });
  return `school,from,to,possible,attended,authorised,unauthorised,attendance\n${rows.join("\n")}\n`;
}

/** What the kit says of an export. */
export async function verdictOf(sessions: string, expected: string): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), "kindred-kit-"));
  try {
    const names = { sessions: "sessions.csv", expected: "export.csv" };
    await writeFile(join(folder, names.sessions), sessions);
    await writeFile(join(folder, names.expected), expected);
    const read = await readSessions(join(folder, names.sessions));
    return verdictOn(read, await readExport(join(folder, names.expected)), names);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The lines of a verdict after its list of differences. */
export const reasonsIn = ({ lines }: Verdict): readonly string[] =>
  lines.slice(lines.findIndex((line) => /^[\d,]+ differences?$/.test(line)) + 1);
