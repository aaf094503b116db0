// kindred acts: lists who did what, newest first.
import { Command, Option } from "commander";
import { type ActFilter, findActs, readActFilter } from "../access/act-list.js";
import { type Act, type ActType, actTypes } from "../access/acts.js";
import { operator } from "../access/operator.js";
import { clientId, isoDate, urnOption, wholeNumber } from "./options.js";
import { withReadingSession } from "./session.js";
import { aligned, minute } from "./table.js";

interface ListFlags {
  readonly type?: ActType;
  readonly client?: string;
  readonly subject?: string;
  readonly urn?: number;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly json?: true;
}

export const command = new Command("acts")
  .addOption(new Option("--type <type>", "only acts of this type").choices(actTypes))
  .option("--client <client>", "only acts of the client with this id", clientId)
  .option("--subject <key>", "only acts on this subject: the id of a run, set, plan, job, client or key, for example")
  .option("--urn <urn>", "only acts about this school", urnOption)
  .option("--from <date>", "only acts on or after this date, for example 2026-09-01", isoDate)
  .option("--to <date>", "only acts before this date", isoDate)
  .option("--limit <number>", "list at most this many", wholeNumber(1, 100_000), 100)
  .option("--json", "print a JSON array")
  .action(({ limit, json, ...flags }: ListFlags) => {
    const filter = filterOf(flags);
    readActFilter(filter, (field) => `--${field}`);
    return withReadingSession(async ({ database }) => {
      const found = await findActs(database, operator, { first: limit, filter });
      const acts = found.slice(0, limit);
      process.stdout.write(json ? `${JSON.stringify(acts, null, 2)}\n` : asText(acts));
      if (found.length > limit && !json) process.stdout.write("There are more: raise --limit, or narrow the dates.\n");
    });
  });

const filterOf = ({ type, client, subject, urn, from, to }: Omit<ListFlags, "limit" | "json">): ActFilter => ({
  types: type && [type],
  clientId: client,
  subject,
  urn,
  from: from === undefined ? undefined : new Date(from),
  to: to === undefined ? undefined : new Date(to),
});

function asText(acts: readonly Act[]): string {
  if (acts.length === 0) return "No acts found.\n";
  const rows = acts.map(({ at, type, actor, role, subjectKind, subject, year, reason }) => {
    return [minute(at), type, `${actor} (${role})`, subjectKind, subject, year ?? "-", reason ?? "-"];
  });
  return aligned(["when", "act", "who", "subject", "id", "year", "reason"], rows);
}
