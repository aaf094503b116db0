// The embedded database's thread starts as plain JavaScript; this enables TypeScript.
import { register } from "tsx/esm/api";

register();
await import("./thread.ts");
