// Where the files are that other files start or find. Threads and child processes run JavaScript, so always the build.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { currentBuild } from "./build.js";

/** The directory of the package, with package.json. */
export const root: string = dirname(createRequire(import.meta.url).resolve("kindred/package.json"));

/** The installed version of Kindred. */
export const engineVersion: string = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;

const isBuilt = import.meta.url.endsWith(".js");

/** What modules end with here: in the build, or in the sources, as tests and scripts run them. */
export const extension = isBuilt ? "js" : "ts";

/** @param path of JavaScript, from `src`: `commands/work-thread.js` */
export const programAt = (path: string): URL =>
  isBuilt ? new URL(path, import.meta.url) : pathToFileURL(join(currentBuild(root), "src", path));
