// The program: loads the commands, and turns every error into one clear line and an exit code.
import { Command, CommanderError } from "commander";
import { damageFoundBy } from "../database/damage.js";
import { type ErrorCode, KindredError } from "../errors.js";
import { engineVersion } from "../programs.js";
import { Incomplete } from "./incomplete.js";

/** Errors that the user can correct by changing the command, or the run that it names. They exit with 2. */
const usageErrors: readonly ErrorCode[] = [
  "BAD_ARGUMENT",
  "BAD_PARAMETERS",
  "UNKNOWN_STRATEGY",
  "NOT_FOUND",
  "RUN_UNFINISHED",
];

/** Command -> its description, in the order of the help. */
const commands = {
  import: "import published files; impossible rows are rejected and reported",
  strategies: "list the installed strategies and their parameters",
  match: "find similar rows in any CSV table with a strategy, without a database",
  compare:
    "compare lists of peers: agreement, balance, validity, hubs, nearness and (of runs) targets (docs/comparing.md)",
  attendance:
    "turn counts of register codes into attendance, and check a system's own figures (docs/register-codes.md)",
  run: "find similar schools with a strategy; repeating a run returns the existing one",
  runs: "list the runs, newest first, with their status and whether they are published or fed targets",
  export: "write a run, targets or partnerships as CSV and JSON Lines, with a manifest (docs/comparing.md)",
  publish: "make a run and its cohorts public, permanently; the run can then never feed targets",
  targets: "list and issue target sets, and count how many schools met their target",
  client: "manage clients, their keys and their grants",
  work: "run a worker for queued jobs (runs, targets, partnerships); any number can share one PostgreSQL",
  acts: "list who did what, newest first (the audit records reads)",
  jobs: "list jobs, newest first, or retry one",
  serve: "serve the GraphQL API and GraphiQL",
  backup: "write the whole database to a file, including targets, clients and the audit: keep the file secret",
  restore: "create the database from a backup; there must be no database yet",
  demo: "invent an England, import six years of it, run two strategies, set targets, arrange partnerships, and serve the API",
};

/** A command is loaded only if it is named: the help needs no database and no engine. */
const loaders: Readonly<Record<keyof typeof commands, () => Promise<{ readonly command: Command }>>> = {
  import: () => import("./import.js"),
  strategies: () => import("./strategies.js"),
  match: () => import("./match.js"),
  compare: () => import("./compare.js"),
  attendance: () => import("./attendance.js"),
  run: () => import("./run.js"),
  runs: () => import("./runs.js"),
  export: () => import("./export.js"),
  publish: () => import("./publish.js"),
  targets: () => import("./targets.js"),
  client: () => import("./client.js"),
  work: () => import("./work.js"),
  acts: () => import("./acts.js"),
  jobs: () => import("./jobs.js"),
  serve: () => import("./serve.js"),
  backup: () => import("./backup.js"),
  restore: () => import("./restore.js"),
  demo: () => import("./demo.js"),
};

/** The program, with all of the commands that the words name; of the others it knows what the help shows. */
export async function loadProgram(words: readonly string[] = Object.keys(commands)): Promise<Command> {
  const program = new Command("kindred")
    .description("Finds similar schools, sets minimum attendance targets, and keeps the targets secret.")
    .version(engineVersion, "--version", "print Kindred's version")
    .configureHelp({ subcommandTerm: (command) => command.name() });
  for (const [name, description] of Object.entries(commands)) {
    const command = words.includes(name) ? (await loaders[name as keyof typeof commands]()).command : new Command(name);
    program.addCommand(command.description(description));
  }
  configureErrors(program);
  return program;
}

/**
 * @returns the exit code: 0 everything was used or done; 1 something was rejected, or nothing was done; 2 bad arguments;
 * 130 cancelled. docs/commands.md lists the causes by command
 */
export async function runProgram(words: readonly string[]): Promise<number> {
  const program = await loadProgram(words);
  try {
    await program.parseAsync(words, { from: "user" });
    return 0;
  } catch (error) {
    return exitCodeOf(error);
  }
}

/** Prefixes errors with the program's name, and stops Commander from exiting, which would leave a database open. */
function configureErrors(command: Command): void {
  command.exitOverride();
  command.configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "kindred: ")) });
  for (const child of command.commands) configureErrors(child);
}

function exitCodeOf(thrown: unknown): number {
  const error = damageFoundBy(thrown) ?? thrown;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Incomplete) return 1;
  if (error instanceof KindredError) {
    process.stderr.write(`kindred: ${error.message}\n`);
    if (error.code === "CANCELLED") return 130;
    return usageErrors.includes(error.code) ? 2 : 1;
  }
  process.stderr.write(`kindred: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}
