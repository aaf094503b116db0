// The table of bench:api.
import { expect, it } from "vitest";
import type { Query } from "../../../bench/api/documents.js";
import { baseline, type Kind, kinds, subject } from "../../../bench/api/servers.js";
import { type Row, tableOf } from "../../../bench/api/table.js";

const query = { goal: 0.7 } as Query;

function row(name: string, serverCpu: number[], databaseCpu: number, statements: number, control = 0): Row {
  const kind = kinds.find((one) => one.name === name) as Kind;
  const costs = serverCpu.map((ms) => ({ serverCpu: ms, databaseCpu, p50: 1, p99: 1, memory: 1, requests: 5 }));
  return { kind, caller: "anyone", costs, count: { statements, control } };
}

const cellsOf = (table: string, name: string) =>
  table
    .split("\n")
    .find((line) => line.includes(name))!
    .split("|")
    .map((cell) => cell.trim());

it("shows medians, the median ratio of the rounds, and which goals are met", () => {
  const table = tableOf(query, [row(subject, [1, 9, 2], 2, 2), row(baseline, [2, 10, 4], 1, 1, 3)]);
  expect(cellsOf(table, subject).slice(3, 8)).toEqual(["2.00", "0.50 ≤ 0.7", "2.00", "2.00 **>** 1", "2 **>** 1"]);
  expect(cellsOf(table, baseline).slice(3, 8)).toEqual(["4.00", "1.00", "1.00", "1.00", "1 + 3"]);
  expect(cellsOf(table, subject).at(-2)).toBe("15");
});

it("shows no ratio without PostGraphile", () => {
  const table = tableOf(query, [row(subject, [1], 1, 1)]);
  expect(cellsOf(table, subject).slice(3, 8)).toEqual(["1.00", "", "1.00", "", "1 ≤ 1"]);
});
