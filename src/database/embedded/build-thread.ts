// npm run build:thread
import { threadProgram } from "./thread-program.js";

await threadProgram();
