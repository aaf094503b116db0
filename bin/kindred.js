#!/usr/bin/env node
// The program is TypeScript; tsx reads it as it is, here and in the workers.
import { register } from "tsx/esm/api";

register();
await import("../src/main.ts");
