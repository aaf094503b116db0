// The command line: kindred import | run | publish | … One file a command in src/commands.
import { runProgram } from "./commands/program.js";

// Who reads through `| head` stops when they have seen enough: what is at work ends as it should all the same, unread.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

process.exitCode = await runProgram(process.argv.slice(2));
