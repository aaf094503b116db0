// Starts the work thread: plain JavaScript that makes Node load TypeScript.
import { register } from "tsx/esm/api";

register();
await import("./work-thread.ts");
