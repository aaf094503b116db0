// The program: gathers the commands, and turns every outcome into one clear line and an exit code.
import { Command, CommanderError } from "commander";
import { type ErrorCode, KindredError } from "../errors.js";
import { clientCommand } from "./client.js";
import { demoCommand } from "./demo.js";
import { importCommand } from "./import.js";
import { matchingCommands } from "./matching.js";
import { serveCommand } from "./serve.js";
import { targetCommands } from "./targets.js";

/** The person at the keyboard can put these right by typing something else. */
const usageErrors: readonly ErrorCode[] = ["BAD_ARGUMENT", "BAD_PARAMETERS", "UNKNOWN_STRATEGY"];

/** @returns the exit code: 0 done, 1 failed, 2 bad arguments, 130 interrupted */
export async function runProgram(words: readonly string[]): Promise<number> {
  const program = new Command("kindred").description(
    "Finds similar schools, sets minimum attendance targets, and keeps them secret.",
  );
  for (const command of [
    importCommand,
    ...matchingCommands,
    ...targetCommands,
    clientCommand,
    serveCommand,
    demoCommand,
  ]) {
    program.addCommand(command);
  }
  speakOurWay(program);
  try {
    await program.parseAsync(words, { from: "user" });
    return 0;
  } catch (error) {
    return exitCodeOf(error);
  }
}

/** Errors in one line of ours; and no exit by Commander itself, which would leave a database open. */
function speakOurWay(command: Command): void {
  command.exitOverride();
  command.configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "kindred: ")) });
  for (const child of command.commands) speakOurWay(child);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof KindredError) {
    process.stderr.write(`kindred: ${error.message}\n`);
    if (error.code === "CANCELLED") return 130;
    return usageErrors.includes(error.code) ? 2 : 1;
  }
  process.stderr.write(`kindred: a fault of ours: ${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}
