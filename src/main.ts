// The command line: kindred import | run | publish | … Each command is a file in src/commands.
import { runProgram } from "./commands/program.js";

// A reader such as `| head` may close the pipe early. The command still finishes its work.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

process.exitCode = await runProgram(process.argv.slice(2));
