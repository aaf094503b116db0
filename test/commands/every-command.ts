// Every command that does something, by its words: `client grant`, but not `client`, which only has commands below it.
import type { Command } from "commander";
import { loadProgram } from "../../src/commands/program.js";

export async function everyCommand(): Promise<ReadonlyMap<string, Command>> {
  const found = new Map<string, Command>();
  const add = (command: Command, above: readonly string[]) => {
    const words = [...above, command.name()];
    // `jobs` lists jobs, and has a command below it too.
    if (command.commands.length === 0 || command.options.length > 0) found.set(words.join(" "), command);
    for (const below of command.commands) add(below, words);
  };
  for (const command of (await loadProgram()).commands) add(command, []);
  return found;
}

/** `<set>` and `--year`: all that a command takes, without options that take nothing. */
export function argumentsOf(command: Command): string[] {
  const given = command.registeredArguments.map((argument) => `<${argument.name()}>`);
  return [
    ...given,
    ...command.options.filter(({ required, optional }) => required || optional).map(({ long }) => long!),
  ];
}
