// The command line: kindred import | run | publish | … One file a command in src/commands.
import { runProgram } from "./commands/program.js";

process.exitCode = await runProgram(process.argv.slice(2));
