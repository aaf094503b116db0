// The thread that works on jobs starts as plain JavaScript and learns TypeScript here.
import { register } from "tsx/esm/api";

register();
await import("./work-thread.ts");
