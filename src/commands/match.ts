// kindred match: runs any strategy on any CSV table, without a database.
import { Command } from "commander";
import { readConfig } from "../config.js";
import { columnsOf } from "../matching/columns.js";
import { findStrategy } from "../matching/discovery.js";
import { matchFrame } from "../matching/match.js";
import { normaliseParameters } from "../matching/parameters.js";
import { peersAsCsv, summaryOf, unmatchedAsCsv } from "../table/answer.js";
import { readTable, type TableRequest } from "../table/table.js";
import { Incomplete } from "./incomplete.js";
import { columnIs, jsonObject } from "./options.js";
import { assertWritable, print, writeWhole } from "./output.js";
import { withSignal } from "./signal.js";

interface MatchFlags {
  readonly id: string;
  readonly block?: string;
  readonly where?: TableRequest["where"];
  readonly strategy: string;
  readonly params?: Record<string, unknown>;
  readonly constraints?: Record<string, unknown>;
  readonly explain?: true;
  readonly out: string;
  readonly unmatched?: string;
}

export const command = new Command("match")
  .argument("<table>", "a CSV file whose first line names the columns; empty cells and codes such as NA are missing")
  .requiredOption("--id <column>", "the column that identifies a row; it also breaks ties between equal distances")
  .option("--block <column>", "match rows only with rows that have the same value in this column")
  .option("--where <column=value>", "use only rows with this value; can be repeated", columnIs)
  .requiredOption("--strategy <name>", "the strategy (to list them: kindred strategies)")
  .option("--params <json>", "the strategy's parameters", jsonObject)
  .option("--constraints <json>", 'for example {"maxKm": 30, "same": ["region"], "notSame": ["trust"]}', jsonObject)
  .option("--explain", "add each attribute's share of the distance")
  .requiredOption("--out <file>", "file for the columns id,rank,peer,distance; - for standard output")
  .option("--unmatched <file>", "file for the columns id,reason,missing of rows without peers")
  .action((path: string, flags: MatchFlags) =>
    withSignal(async ({ signal, progress }) => {
      await assertWritable([flags.out, flags.unmatched ?? "-"], path);
      const packages = readConfig().pluginPackages;
      const strategy = await findStrategy(flags.strategy, packages);
      const parameters = normaliseParameters(strategy, flags.params);
      const table = await readTable({ where: [], ...flags, path, columns: columnsOf(strategy, parameters) }, signal);
      for (const { line, column, value, reason } of table.rejected)
        print(`${path}, line ${line}, ${column} ${JSON.stringify(value)}: ${reason}; the row is rejected`);
      const matching = await matchFrame(
        table.frame,
        { strategy: strategy.name, parameters, packages },
        { ...limits, signal, onProgress: (done, total) => progress.report(strategy.name, done, total) },
      );
      progress.end();
      await writeWhole(flags.out, peersAsCsv(table, matching, flags.explain ?? false));
      if (flags.unmatched) await writeWhole(flags.unmatched, unmatchedAsCsv(table, matching));
      for (const warning of matching.warnings) print(`warning: ${warning}`);
      print(summaryOf(table, matching));
      const hasPeers = matching.schools.some((school) => "peers" in school);
      if (table.rejected.length > 0 || !hasPeers) throw new Incomplete();
    }),
  );

/** High limits: the person at the keyboard can stop the command. */
const limits = { timeoutMs: 24 * 60 * 60 * 1000, memoryMb: 4096 };
