// kindred match: any strategy on any table, without a database.
import { Command } from "commander";
import { readConfig } from "../config.js";
import { columnsOf } from "../matching/columns.js";
import { findStrategy } from "../matching/discovery.js";
import { matchFrame } from "../matching/match.js";
import { normaliseParameters } from "../matching/parameters.js";
import { peersAsCsv, summaryOf, unmatchedAsCsv } from "../table/answer.js";
import { readTable } from "../table/table.js";
import { Incomplete } from "./incomplete.js";
import { columnIs, jsonObject } from "./options.js";
import { assertWritable, writeWhole } from "./output.js";
import { withSignal } from "./session.js";

interface MatchFlags {
  readonly id: string;
  readonly block?: string;
  readonly where: readonly { readonly column: string; readonly value: string }[];
  readonly strategy: string;
  readonly params?: Record<string, unknown>;
  readonly constraints?: Record<string, unknown>;
  readonly explain?: true;
  readonly out: string;
  readonly unmatched?: string;
}

export const matchCommand = new Command("match")
  .description("find similar rows of any CSV table by a strategy, without a database")
  .argument("<table>", "a CSV file whose first line names the columns; an empty cell, or a code such as NA, is missing")
  .requiredOption("--id <column>", "what names a row; equal distances go by it")
  .option("--block <column>", "rows are matched with rows of the same block only")
  .option("--where <column=value>", "only such rows; may be given more than once", columnIs, [])
  .requiredOption("--strategy <name>", "which (kindred strategies lists them)")
  .option("--params <json>", "its parameters", jsonObject)
  .option("--constraints <json>", '{"maxKm": 30, "same": ["region"], "notSame": ["trust"]}', jsonObject)
  .option("--explain", "add each attribute's share of the distance")
  .requiredOption("--out <file>", "where to write id,rank,peer,distance; - is standard output")
  .option("--unmatched <file>", "where to write id,reason,missing of the rows without peers")
  .action((path: string, flags: MatchFlags) =>
    withSignal(async ({ signal, progress }) => {
      await assertWritable([flags.out, flags.unmatched ?? "-"], path);
      const packages = readConfig().pluginPackages;
      const strategy = await findStrategy(flags.strategy, packages);
      const parameters = normaliseParameters(strategy, flags.params);
      const table = await readTable({ ...flags, path, columns: columnsOf(strategy, parameters) }, signal);
      for (const { line, column, value, reason } of table.rejected)
        tell(`${path}, line ${line}, ${column} ${JSON.stringify(value)}: ${reason}; the row is left out`);
      const matching = await matchFrame(
        table.frame,
        { strategy: strategy.name, parameters, packages },
        { ...unhurried, signal, onProgress: (done, total) => progress.report(strategy.name, done, total) },
      );
      progress.end();
      await writeWhole(flags.out, peersAsCsv(table, matching, flags.explain ?? false));
      if (flags.unmatched) await writeWhole(flags.unmatched, unmatchedAsCsv(table, matching));
      for (const warning of matching.warnings) tell(`warning: ${warning}`);
      tell(summaryOf(table, matching));
      if (table.rejected.length > 0) throw new Incomplete();
    }),
  );

/** Whoever waits at the keyboard can stop it. */
const unhurried = { timeoutMs: 24 * 60 * 60 * 1000, memoryMb: 4096 };

/** To standard error: standard output may be the answer. */
const tell = (text: string) => process.stderr.write(`${text}\n`);
