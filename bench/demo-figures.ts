// Compares the invented England's figures with published figures, by phase, and prints Markdown tables.
// Run: npx tsx bench/demo-figures.ts (needs ../shared/data); docs/demo-england.md has the tables.
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
  console.error(`The published figures are missing. Put them in ${data}.`);
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
  before: readTables(files.earlier[0]!.performanceTables.directory),
  absence: readAbsence(files.absence),
  secondary: readSecondary(files.similarSchools.path),
};
rmSync(directory, { recursive: true });

function format(value: number): string {
  if (!Number.isFinite(value)) return "-";
  return value.toFixed(Math.abs(value) < 1 ? 2 : 1);
}
const line = (...cells: (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);
const heading = (...cells: string[]) => {
  line(...cells);
  line(...cells.map(() => "---"));
};

/** Count, mean, sd and three quantiles. */
function summary(values: number[]): string[] {
  const numbers = values.filter(Number.isFinite);
  if (numbers.length === 0) return ["0", "-", "-", "-", "-", "-"];
  const quantiles = [0.1, 0.5, 0.9].map((p) => quantile(numbers, p));
  return [String(numbers.length), ...[mean(numbers), sd(numbers), ...quantiles].map(format)];
}

function compare(label: string, publishedValues: number[], inventedValues: number[]): void {
  const inventedCells = summary(inventedValues);
  line(label, ...summary(publishedValues).map((cell, i) => `${cell} / ${inventedCells[i]}`));
}

const attributes = ["roll", "fsm", "eal", "sen", "ehc"] as const;
const statistics = ["schools", "mean", "sd", "p10", "median", "p90"];

console.log("Circumstances, published 2018/19 / invented 2024/25:\n");
heading("", ...statistics);
for (const phase of phases) {
  for (const name of attributes) {
    const valuesOf = (rows: Row[]) => rows.filter((row) => row.phase === phase).map((row) => row[name]);
    compare(`${phase} ${name}`, valuesOf(published.tables), valuesOf(invented.tables));
  }
}

console.log("\nAbsence and persistent absence, published 2023/24 / invented 2023/24:\n");
heading("", ...statistics);
const isPhase = (name: string) => (row: YearsOfAbsence) => row.phase === name;
for (const phase of ["Primary", "Secondary", "All-through", "Middle deemed secondary"]) {
  // Both releases begin with 2021/22.
  for (const [name, rate] of [
    ["absence", "overall"],
    ["persistent", "persistent"],
  ] as const) {
    const values = (rows: YearsOfAbsence[]) => rows.filter(isPhase(phase)).map((row) => row[rate][2]!);
    compare(`${phase} ${name}`, values(published.absence), values(invented.absence));
  }
}

console.log("\nAbsence before the pandemic, published 2018/19 / invented 2018/19:\n");
heading("", ...statistics);
for (const phase of phases) {
  const values = (rows: Row[]) => rows.filter((row) => row.phase === phase).map(({ absence }) => absence);
  if (phase !== "alternative") compare(`${phase} absence`, values(published.tables), values(invented.before));
}

console.log("\nChange of absence from year to year, published 2021/22-2023/24 / invented 2021/22-2023/24:\n");
heading("", "schools", "sd of the last change", "correlation of neighbouring years", "correlation of changes");
for (const phase of ["Primary", "Secondary"]) {
  const cellsOf = (absence: YearsOfAbsence[]) => {
    const rows = absence.filter(isPhase(phase)).filter((row) => row.overall.slice(0, 3).every(Number.isFinite));
    const inYear = (year: number) => rows.map((row) => row.overall[year]!);
    const changes = (year: number) => rows.map((row) => row.overall[year]! - row.overall[year - 1]!);
    const numbers = [sd(changes(2)), correlation(inYear(1), inYear(2)), correlation(changes(1), changes(2))];
    return [String(rows.length), ...numbers.map(format)];
  };
  const inventedCells = cellsOf(invented.absence);
  line(phase, ...cellsOf(published.absence).map((cell, i) => `${cell} / ${inventedCells[i]}`));
}

console.log("\nCorrelations between the figures, published 2018/19 / invented 2024/25:\n");
const pairs = (["absence", ...attributes] as const).flatMap((a, i, all) =>
  all.slice(i + 1).map((b) => [a, b] as const),
);
heading("", ...phases);
for (const [a, b] of pairs) {
  const correlationIn = (rows: Row[], phase: string) => {
    const complete = rows.filter((row) => row.phase === phase && Number.isFinite(row[a]) && Number.isFinite(row[b]));
    if (complete.length <= 2) return "-";
    const x = complete.map((row) => row[a]);
    const y = complete.map((row) => row[b]);
    return format(correlation(x, y));
  };
  line(
    `${a} ~ ${b}`,
    ...phases.map((phase) => `${correlationIn(published.tables, phase)} / ${correlationIn(invented.tables, phase)}`),
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
console.error(`Generated and wrote the invented England in ${seconds.toFixed(1)} s.`);
