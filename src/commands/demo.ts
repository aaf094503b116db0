// kindred demo: runs every stage on an invented England, then serves it, with a key and a query for each role.
import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { readConfig } from "../config.js";
import { prepareDemo } from "../demo/demo.js";
import { demoQueries } from "../demo/queries.js";
import { assertDemoOnly, assertSameSize, keysPath, readState, resetDemo } from "../demo/state.js";
import type { DemoSummary } from "../demo/summary.js";
import { defaultGraceMs } from "../jobs/worker.js";
import { count } from "../plural.js";
import { portOption, wholeNumber } from "./options.js";
import { type Session, withSession } from "./session.js";

interface DemoFlags {
  readonly schools?: number;
  readonly port: number;
  readonly reset?: true;
  readonly exit?: true;
}

const wholeCountry = 21_000;

export const command = new Command("demo")
  .option("--schools <number>", `open schools to invent (default: ${wholeCountry})`, wholeNumber(200, 100_000))
  .option("--port <port>", "port to listen on; 0 picks a free port", portOption, 4000)
  .option("--reset", "empty the demo's database and start over")
  .option("--exit", "exit when everything is done, without serving")
  .action(async (flags: DemoFlags) => {
    const { dataDirectory } = readConfig();
    const before = await readState(dataDirectory);
    const schools = flags.schools ?? (flags.reset ? wholeCountry : (before?.schools ?? wholeCountry));
    if (!flags.reset) assertSameSize(before, schools);
    await withSession(async (session) => {
      if (flags.reset) {
        await assertDemoOnly(session.database, before?.files ?? []);
        await resetDemo(session.database, dataDirectory);
      }
      const demo = await prepareDemo(session, schools);
      print(describe(demo));
      if (demo.doneBefore) print("\nEvery stage was done before; nothing was repeated.");
      if (flags.exit) return;
      // Loaded only when needed: the server's modules take time to load.
      const { serve } = await import("./serve.js");
      await serve(
        session,
        { port: flags.port, host: "127.0.0.1", jobs: true, grace: defaultGraceMs / 1000 },
        async (address) => {
          print(await describeKeys(session, address));
        },
      );
    });
  });

const print = (text: string) => process.stdout.write(`${text}\n`);

function describe(summary: DemoSummary): string {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, value]) => `  ${count(value).padStart(8)}  ${name}`)
      .join("\n");
  const seconds = summary.stages.map(({ name, seconds }) => `  ${seconds.toFixed(1).padStart(8)}  ${name}`).join("\n");
  const rejected = Object.values(summary.rejected).reduce((sum, rows) => sum + rows, 0);
  const runs = summary.runs.map(
    ({ strategy, matched, schools }) => `  ${count(matched).padStart(8)}  of ${count(schools)} by ${strategy}`,
  );
  return [
    `\n${count(summary.schools)} open state-funded schools, base year ${summary.baseYear}; none of them is real.`,
    `\nRejected rows: ${count(rejected)}\n${list(summary.rejected)}`,
    `\nSchools matched\n${runs.join("\n")}`,
    `\nTargets issued for ${summary.targetYear}, by outcome\n${list(summary.targets)}`,
    ...summary.met.map(describeMet),
    `\nPartnerships\n${list(summary.partnerships)}`,
    `\nSchools that a vendor asked for access to attendance, by answer\n${list(summary.requests)}`,
    describeSubmissions(summary.submissions),
    `\nTime taken, in seconds\n${seconds}`,
  ].join("\n");
}

function describeMet({ year, met, missed, withinNoise, withoutFigure }: DemoSummary["met"][number]): string {
  const lines = [
    [met, "met their target"],
    [missed, `missed it, ${count(withinNoise)} of them within the usual change from year to year`],
    [withoutFigure, "have no figure of their own"],
  ] as const;
  const text = lines.map(([schools, what]) => `  ${count(schools).padStart(8)}  ${what}`).join("\n");
  return `\nTargets for ${year}, by attendance in ${year}\n${text}`;
}

function describeSubmissions({ schools, submissions, corrections, withdrawn }: DemoSummary["submissions"]): string {
  const lines = [
    [submissions, `submissions of ${count(schools)} schools`],
    [corrections, "of them corrections"],
    [withdrawn, "of them withdrawals"],
  ] as const;
  const text = lines.map(([number, what]) => `  ${count(number).padStart(8)}  ${what}`).join("\n");
  return `\nAttendance in the year, as the vendor submitted it\n${text}`;
}

async function describeKeys({ config }: Session, address: string): Promise<string> {
  const path = keysPath(config.dataDirectory);
  const keys = JSON.parse(await readFile(path, "utf8")) as Record<string, string>;
  const summary = (await readState(config.dataDirectory))?.summary;
  const roles = Object.entries(demoQueries(summary?.example.urn ?? 0)).map(
    ([role, { shows, query, another }]) =>
      `\n${role}: ${shows}\n  ${keys[role] ?? "(no key)"}\n  ${query}${another ? `\n  ${another.shows}:\n  ${another.query}` : ""}`,
  );
  return [
    `\nGraphQL and GraphiQL at ${address}`,
    `Send a key in the header "Authorization: Bearer KEY". The keys are in ${path}.`,
    ...roles,
    "\nCtrl-C stops the server.",
  ].join("\n");
}
