#!/usr/bin/env node
// Runs the current build of the program, and builds it first if a source has changed.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { currentBuild } from "../src/build.js";

process.setSourceMapsEnabled(true); // stack traces name the sources
await import(pathToFileURL(join(currentBuild(), "src/main.js")).href);
