// The program: loads the commands, and turns every error into one clear line and an exit code.
import { Command, CommanderError } from "commander";
import { damageFoundBy } from "../database/damage.js";
import { type ErrorCode, KindredError } from "../errors.js";
import { engineVersion } from "../matching/discovery.js";
import { Incomplete } from "./incomplete.js";

/** Errors that the user can correct by changing the command, or the run that it names. They exit with 2. */
const usageErrors: readonly ErrorCode[] = [
  "BAD_ARGUMENT",
  "BAD_PARAMETERS",
  "UNKNOWN_STRATEGY",
  "NOT_FOUND",
  "RUN_UNFINISHED",
];

/** In the order of the help. Each is loaded only when needed: most commands do not need the server. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  import: async () => (await import("./import.js")).importCommand,
  strategies: async () => (await import("./strategies.js")).strategiesCommand,
  match: async () => (await import("./match.js")).matchCommand,
  compare: async () => (await import("./compare.js")).compareCommand,
  run: async () => (await import("./run.js")).runCommand,
  runs: async () => (await import("./runs.js")).runsCommand,
  export: async () => (await import("./export.js")).exportCommand,
  publish: async () => (await import("./publish.js")).publishCommand,
  targets: async () => (await import("./targets.js")).targetsCommand,
  client: async () => (await import("./client.js")).clientCommand,
  work: async () => (await import("./work.js")).workCommand,
  acts: async () => (await import("./acts.js")).actsCommand,
  jobs: async () => (await import("./jobs.js")).jobsCommand,
  serve: async () => (await import("./serve.js")).serveCommand,
  backup: async () => (await import("./backup.js")).backupCommand,
  restore: async () => (await import("./restore.js")).restoreCommand,
  demo: async () => (await import("./demo.js")).demoCommand,
};

/** The program with the commands that the words need, or with all of them. */
export async function loadProgram(words: readonly string[] = []): Promise<Command> {
  const program = new Command("kindred")
    .description("Finds similar schools, sets minimum attendance targets, and keeps the targets secret.")
    .version(engineVersion, "--version", "print Kindred's version");
  for (const load of commandsNeeded(words)) program.addCommand(await load());
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

function commandsNeeded([first = ""]: readonly string[]) {
  if (first === "--version") return [];
  return Object.hasOwn(commands, first) ? [commands[first]!] : Object.values(commands);
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
