// A wrong value of every argument of every command, to be reported while the database is locked.
import type { FileOption } from "../../src/import/source.js";

/** Stands for a well-formed id. */
export const id = "00000000-0000-4000-8000-000000000000";

/** A command, the argument at fault, all words, and what the message says. */
export type Wrong = readonly [command: string, argument: string, words: readonly string[], message: RegExp];

const wrong = (command: string, argument: string, words: string, message: RegExp): Wrong => [
  command,
  argument,
  [...command.split(" "), ...words.split(" ").map((word) => (word === "EMPTY" ? "" : word))],
  message,
];

const idOf = (noun: string) => new RegExp(`Give the id of a ${noun}, as listed by kindred `);
const whole = (range: string) => new RegExp(`Give a whole number from ${range}\\.`);
const noFile = /nowhere\S* cannot be read: there is no such file/;

/**
 * @param folder has a file `table.csv` with the columns urn, fsm and attendance, and a file `policy.json` with an unknown field
 * @param files options of `kindred import`, as `--gias`, and what they take
 */
export function wrongArguments(
  folder: string,
  files: readonly (readonly [option: string, file: Pick<FileOption, "takes" | "needsYear">])[],
): readonly Wrong[] {
  const at = (name: string) => `${folder}/${name}`;
  const table = at("table.csv");
  const match = (more: string) =>
    `${table} --id urn --strategy gower --params {"numeric":{"fsm":1}} --out - ${more}`.trimEnd();
  const compare = (more: string) =>
    `--table ${table} --id urn --peers a=${table} --peers b=${table} --out ${at("out")} ${more}`.trimEnd();
  const runs = (more: string) => `${id} ${id.replace("8", "9")} --out ${at("out")} ${more}`.trimEnd();
  const run = (more: string) => `--strategy gower --year 2022/23 ${more}`.trimEnd();
  const column = (name: string) => new RegExp(`table\\.csv has no column "${name}"`);
  return [
    ...files.map(([option, { takes, needsYear }]) => {
      const given = `${option} ${at("nowhere")}${needsYear ? " --year 2022/23" : ""}`;
      return wrong("import", option, given, new RegExp(`there is no such ${takes}`));
    }),
    wrong("import", "--year", `--similar-schools ${table} --year 2018-19`, /as 2022\/23/),
    wrong("import", "--released", `--gias ${table} --released yesterday`, /as 2026-04-01/),

    wrong("match", "<table>", match("").replace(table, at("nowhere.csv")), noFile),
    wrong("match", "--id", match("--id name"), column("name")),
    wrong("match", "--block", match("--block phase"), column("phase")),
    wrong("match", "--where", match("--where open"), /for example open=1/),
    wrong("match", "--strategy", match("--strategy astrology"), /There is no strategy astrology\. Installed: .*gower/),
    wrong("match", "--params", match('--params {"k":"many"}'), /parameters of gower at k: must be a whole number/),
    wrong("match", "--constraints", match('--constraints {"maxKm":"far"}'), /constraints at maxKm: must be a number/),
    wrong("match", "--out", match(`--out ${at("none/peers.csv")}`), /there is no such folder/),
    wrong("match", "--unmatched", match(`--unmatched ${table}`), /would be overwritten/),

    wrong("compare", "<runs>", `${id} x --out ${at("out")}`, idOf("run")),
    wrong("compare", "--table", compare("").replace(table, at("nowhere.csv")), noFile),
    wrong("compare", "--id", compare("--id name"), column("name")),
    wrong("compare", "--block", compare("--block phase"), column("phase")),
    wrong("compare", "--where", compare("--where open"), /for example open=1/),
    wrong("compare", "--peers", compare("--peers c"), /for example ours=ours\.csv/),
    wrong("compare", "--attributes", runs("--attributes wealth"), /no circumstance "wealth"\. Use: /),
    wrong("compare", "--outcome", compare("--outcome points"), column("points")),
    wrong("compare", "--held-out", runs("--held-out next"), /'next' is not an academic year/),
    wrong("compare", "--groups", compare("--groups all"), /No group can be called all/),
    wrong("compare", "--policy", runs(`--policy ${at("policy.json")}`), /policy field floor: is not a known name/),
    wrong("compare", "--seed", compare("--seed -1"), whole("0 to 2147483647")),
    wrong("compare", "--p", compare("--p 1"), /above 0 and below 1/),
    wrong("compare", "--school", runs("--school Hill"), /give the URN of a school/),
    wrong("compare", "--out", runs(`--out ${table}`), /table\.csv is not a directory/),

    wrong("attendance", "<sessions>", `${at("nowhere.csv")} --out -`, noFile),
    wrong("attendance", "--out", `${table} --out ${at("none/figures.csv")}`, /there is no such folder/),
    wrong("attendance", "--expect", `${table} --out - --expect ${at("nowhere.csv")}`, noFile),

    wrong("run", "--strategy", run("--strategy astrology"), /There is no strategy astrology/),
    wrong("run", "--year", run("--year 2022-23"), /as 2022\/23/),
    wrong("run", "--circumstances", run("--circumstances 2022/24"), /as 2022\/23/),
    wrong("run", "--params", run('--params {"k":0}'), /parameters of gower at k: must be at least 1/),
    wrong(
      "run",
      "--constraints",
      run('--constraints {"within":3}'),
      /constraints at within: is not a known name\. Known: /,
    ),
    wrong("run", "--from", `--from ${table}`, /table\.csv cannot be read as JSON/),
    wrong(
      "run",
      "--partnership-params",
      run('--partnerships --partnership-params {"capacity":0}'),
      /plan parameter capacity: must be at least 1/,
    ),
    wrong(
      "run",
      "--override-reason",
      run("--targets --override-reason EMPTY"),
      /--override-reason: must have 1 to 500/,
    ),

    wrong("export", "<run>", `x --out ${at("out")}`, idOf("run")),
    wrong("export", "--targets", `--targets x --out ${at("out")}`, /Give an id, or an academic year/),
    wrong("export", "--partnerships", `--partnerships 2022-23 --out ${at("out")}`, /Give an id, or an academic year/),
    wrong("export", "--out", `${id} --out ${at("table.csv/out")}`, /table\.csv is not a directory/),
    wrong("publish", "<run>", "x", idOf("run")),
    wrong("publish", "--override-reason", `${id} --override-reason EMPTY`, /--override-reason: must have 1 to 500/),
    wrong("targets issue", "<set>", "x", idOf("target set")),
    wrong("targets met", "<set>", "x --year 2023/24", idOf("target set")),
    wrong("targets met", "--year", `${id} --year 2023`, /as 2022\/23/),

    wrong("client create", "--role", "--role HEAD --name A", /Allowed choices/),
    wrong("client create", "--name", "--role ANALYST --name EMPTY", /--name: must be 1 to 200 printable characters/),
    wrong("client create", "--urn", "--role SCHOOL --name A", /--urn: a client of role SCHOOL needs it/),
    wrong("client create", "--trust", "--role OFSTED --name A --trust 5", /--trust: .* cannot have one/),
    wrong("client create", "--la", "--role LOCAL_AUTHORITY --name A --la 1000", whole("1 to 999")),
    wrong(
      "client create",
      "--expires",
      "--role ANALYST --name A --expires 1999-02-28",
      /--expires: must not be before/,
    ),
    wrong("client create", "--subject", "--role ANALYST --name A --subject EMPTY", /--subject: must be 1 to 255/),
    wrong("client revoke", "<client>", "x", idOf("client")),
    wrong("client grant", "<client>", "x --capability TARGETS", idOf("client")),
    wrong("client grant", "--capability", `${id} --capability SECRETS`, /Allowed choices/),
    wrong("client grant", "--urn", `${id} --capability TARGETS --urn 1`, whole("100000 to 999999")),
    wrong("client grant", "--trust", `${id} --capability TARGETS --trust 5 --urn 100001`, /cannot be used with/),
    wrong("client grant", "--la", `${id} --capability TARGETS --la 301 --trust 5`, /cannot be used with/),
    wrong("client keys", "<client>", "x", idOf("client")),
    wrong("client add-key", "<client>", "x --name A", idOf("client")),
    wrong("client add-key", "--name", `${id} --name EMPTY`, /--name: must be 1 to 100 printable characters/),
    wrong("client add-key", "--expires", `${id} --name A --expires 2027-02-31`, /as 2026-04-01/),
    wrong("client rotate", "<client>", "x", idOf("client")),
    wrong("client rotate", "--key", `${id} --key x`, idOf("key")),
    wrong("client rotate", "--overlap", `${id} --overlap 1000`, whole("0 to 720")),
    wrong("client revoke-key", "<key>", "x", idOf("key")),

    wrong("work", "--concurrency", "--concurrency dance=1", /No kind of job is called dance.*partnerships/),
    wrong("work", "--grace", "--grace soon", whole("0 to 3600")),
    wrong("acts", "--type", "--type DANCED", /Allowed choices/),
    wrong("acts", "--client", "--client x", idOf("client")),
    wrong("acts", "--urn", "--urn 1", whole("100000 to 999999")),
    wrong("acts", "--from", "--from 1999-01-01", /--from: must not be before 2000-01-01/),
    wrong("acts", "--to", "--to tomorrow", /as 2026-04-01/),
    wrong("acts", "--limit", "--limit 0", whole("1 to 100000")),
    wrong("jobs", "--status", "--status DEAD", /Allowed choices/),
    wrong("jobs retry", "<job>", "x", idOf("job")),
    wrong("serve", "--port", "--port 1e3", whole("0 to 65535")),
    wrong("serve", "--host", "--port 0 --host 203.0.113.1", /Cannot listen on address 203\.0\.113\.1 .*--host/),
    wrong("serve", "--grace", "--grace -1", whole("0 to 3600")),
    wrong("backup", "<file>", table, /table\.csv already exists/),
    wrong("restore", "<file>", at("nowhere.backup"), noFile),
    wrong("demo", "--schools", "--schools many", whole("200 to 100000")),
    wrong("demo", "--port", "--port 99999", whole("0 to 65535")),
  ];
}

/** Arguments that take any text: only the database can show that one is wrong. */
export const anyText: readonly string[] = ["acts --subject"];

/** Arguments that are right one by one, but not together or not enough. */
export const contradictions: readonly Wrong[] = [
  wrong("import", "", "--gias a.csv --year 2024/25", /--year is for .*Leave it out/),
  wrong("import", "", "--gias a.csv --gias b.csv", /--gias.*given twice: import one after the other/),
  wrong("import", "", "--released 2026-04-01", /name at least one file/),
  wrong("run", "", "--strategy gower", /Give --strategy and --year, or --from/),
  wrong("run", "", "--strategy gower --year 2022/23 --from manifest.json", /leave out --strategy, --year/),
  wrong("run", "", "--strategy gower --year 2019/20", /Attendance of 2019\/20 is never used/),
  wrong("run", "", '--strategy gower --year 2022/23 --partnership-params {"capacity":1}', /needs --partnerships/),
  wrong("run", "", "--strategy gower --year 2022/23 --override-reason because", /needs --targets or --partnerships/),
  wrong("export", "", `${id} --targets 2023/24 --out out`, /Give one of these/),
  wrong("export", "", "--out out", /Give one of these/),
  wrong("compare", "", `${id} --out out`, /Give 2 to 8 runs/),
  wrong("compare", "", `${id} ${id} --out out`, /is given twice/),
  wrong("compare", "", `${id} --table a.csv --out out`, /only for files: --table/),
  wrong("compare", "", "--table a.csv --id urn --steadiness --out out", /--steadiness is for runs/),
  wrong("attendance", "", "a.csv --out figures.csv --expect figures.csv", /figures\.csv would be overwritten/),
  wrong("client create", "", "--role ANALYST --name A --subject a --expires 2027-08-31", /cannot be used with/),
];
