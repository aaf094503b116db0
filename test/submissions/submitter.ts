// A process that submits, until it is killed: `submitter.ts CLIENT FIRST` makes the calls from number FIRST on. It writes a
// line for each answer: the number of the call, and what became of its submissions.
import { fileURLToPath } from "node:url";
import { anonymous } from "../../src/access/viewer.js";
import { openDatabase } from "../../src/database/open.js";
import { randomFrom } from "../../src/strategy/random.js";
import type { Submission } from "../../src/submissions/submission.js";
import { agreed, now, submitAs, week, withdrawal } from "./world.js";

export const calls = 120;

const spans = [
  ["2024-09-09", "2024-09-13"],
  ["2024-09-12", "2024-09-18"],
  ["2024-09-16", "2024-09-20"],
  ["2023-09-11", "2023-09-15"],
] as const;

/** The same in every process. */
export function callOf(number: number): Submission[] {
  const random = randomFrom(number + 1);
  const below = (end: number) => Math.floor(random() * end);
  return Array.from({ length: 1 + below(40) }, () => {
    const [from, to] = spans[below(spans.length)]!;
    const [attended, authorised, unauthorised] = [below(5000), below(200), below(200)];
    const period = { urn: agreed[below(2)]!, from, to, asAt: now, revision: below(number + 2) };
    const totals = { possible: attended + authorised + unauthorised, attended, authorised, unauthorised };
    return random() < 0.2 ? withdrawal(period) : week({ ...period, totals });
  });
}

async function run([clientId = "", first = "0"]: readonly string[]): Promise<void> {
  const { KINDRED_DATA: dataDirectory = "", DATABASE_URL: databaseUrl } = process.env;
  const database = await openDatabase({ dataDirectory, databaseUrl: databaseUrl || undefined });
  for (let number = Number(first); number < calls; number++) {
    const answers = await submitAs(database, { ...anonymous, role: "MIS_VENDOR", clientId }, ...callOf(number));
    process.stdout.write(`${number} ${answers.map(({ outcome }) => outcome).join()}\n`);
  }
  await database.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(process.argv.slice(2));
