// Compares the invented England's figures with published ones, phase by phase, as tables of a document.
// Run: npx tsx bench/demo-figures.ts (needs ../shared/data); docs/demo-england.md keeps what it printed.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeEngland } from "../demo/write-england.js";
import {
  phases,
  type Row,
  readAbsence,
  readSecondary,
  readTables,
  secondaryColumns,
  type YearsOfAbsence,
} from "./demo-published.js";
import { correlation, mean, quantile, sd } from "./demo-statistics.js";

const data = resolve(import.meta.dirname, "../../shared/data");
if (!existsSync(data)) {
  console.error(`There are no published figures to compare with: put them in ${data}.`);
  process.exit(1);
}

const directory = mkdtempSync(join(tmpdir(), "england-"));
const started = performance.now();
const files = await writeEngland(directory, { schools: 21_000, seed: 1 });
const seconds = (performance.now() - started) / 1000;

const published = {
  tables: readTables(`${data}/performance-tables/2018-2019`),
  absence: readAbsence(`${data}/absence/1a_absence_3term_school.csv`),
  secondary: readSecondary(`${data}/similar-schools/secondary_values_2026-05.csv`),
};
const invented = {
  tables: readTables(files.performanceTables.directory),
  absence: readAbsence(files.absence),
  secondary: readSecondary(files.similarSchools.path),
};
rmSync(directory, { recursive: true });

const tenth = (value: number) => (Number.isFinite(value) ? value.toFixed(value < 1 && value > -1 ? 2 : 1) : "-");
const line = (...cells: (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);
const heading = (...cells: string[]) => {
  line(...cells);
  line(...cells.map(() => "---"));
};

/** Count, mean, sd and three quantiles. */
function summary(values: number[]): string[] {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return ["0", "-", "-", "-", "-", "-"];
  const middle = [0.1, 0.5, 0.9].map((p) => quantile(known, p));
  return [String(known.length), ...[mean(known), sd(known), ...middle].map(tenth)];
}

function compare(label: string, real: number[], ours: number[]): void {
  const [a, b] = [summary(real), summary(ours)];
  line(label, ...a.map((value, i) => `${value} / ${b[i]}`));
}

const attributes = ["roll", "fsm", "eal", "sen", "ehc"] as const;
const statistics = ["schools", "mean", "sd", "p10", "median", "p90"];

console.log("Circumstances, published 2018/19 / invented 2024/25:\n");
heading("", ...statistics);
for (const phase of phases) {
  for (const name of attributes) {
    const of = (rows: Row[]) => rows.filter((row) => row.phase === phase).map((row) => row[name]);
    compare(`${phase} ${name}`, of(published.tables), of(invented.tables));
  }
}

console.log("\nAbsence and persistent absence, published 2023/24 (special: 2018/19) / invented 2023/24:\n");
heading("", ...statistics);
const isPhase = (name: string) => (row: YearsOfAbsence) => row.phase === name;
for (const phase of ["Primary", "Secondary", "All-through", "Middle deemed secondary"]) {
  const year = (rows: YearsOfAbsence[], of: "overall" | "persistent", i: number) =>
    rows.filter(isPhase(phase)).map((row) => row[of][i]!);
  compare(`${phase} absence`, year(published.absence, "overall", 2), year(invented.absence, "overall", 1));
  compare(`${phase} persistent`, year(published.absence, "persistent", 2), year(invented.absence, "persistent", 1));
}
const special = (rows: Row[]) => rows.filter(({ phase }) => phase === "special").map(({ absence }) => absence);
compare("special absence", special(published.tables), special(invented.tables));

console.log("\nChange of absence from year to year, published 2021/22-2023/24 / invented 2022/23-2024/25:\n");
heading("", "schools", "sd of the last change", "correlation of neighbouring years", "correlation of changes");
for (const phase of ["Primary", "Secondary"]) {
  const [a, b] = [published, invented].map(({ absence }) => {
    const rows = absence.filter(isPhase(phase)).filter((row) => row.overall.every(Number.isFinite));
    const [first, second, third] = [0, 1, 2].map((i) => rows.map((row) => row.overall[i]!)) as [
      number[],
      number[],
      number[],
    ];
    const [early, late] = [second.map((x, i) => x - first[i]!), third.map((x, i) => x - second[i]!)];
    return [String(rows.length), tenth(sd(late)), tenth(correlation(second, third)), tenth(correlation(early, late))];
  }) as [string[], string[]];
  line(phase, ...a.map((value, i) => `${value} / ${b[i]}`));
}

console.log("\nCorrelations between the figures, published 2018/19 / invented 2024/25:\n");
const pairs = (["absence", ...attributes] as const).flatMap((a, i, all) =>
  all.slice(i + 1).map((b) => [a, b] as const),
);
heading("", ...phases);
for (const [a, b] of pairs) {
  const between = (rows: Row[], phase: string) => {
    const known = rows.filter((row) => row.phase === phase && Number.isFinite(row[a]) && Number.isFinite(row[b]));
    return known.length > 2
      ? tenth(
          correlation(
            known.map((row) => row[a]),
            known.map((row) => row[b]),
          ),
        )
      : "-";
  };
  line(
    `${a} ~ ${b}`,
    ...phases.map((phase) => `${between(published.tables, phase)} / ${between(invented.tables, phase)}`),
  );
}

console.log("\nSecondary schools' similar-schools values, published 2026-05 / invented:\n");
heading("", ...statistics);
for (const name of secondaryColumns) {
  compare(
    name,
    published.secondary.map((row) => row[name]),
    invented.secondary.map((row) => row[name]),
  );
}
console.error(`Invented and written in ${seconds.toFixed(1)} s.`);
