// A planted leak: a small change to the program that reveals a secret, past every layer that would stop it.
import type { World } from "./protocol.js";

export interface Mutant {
  readonly name: string;
  /** What leaks, and how. */
  readonly about: string;
  /** The databases over which the leak shows. Default: `scopes`. */
  readonly world?: World;
  readonly edits: readonly Edit[];
}

export interface Edit {
  readonly file: string;
  /** Must occur in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** Serves public viewers without the database's public role, which would turn a leak into an error. */
export const noWall: Edit = {
  file: "src/database/serving.ts",
  find: "const publicLimits = { role: publicRole, readOnly: true };",
  replace: "const publicLimits = {};",
};

const disclosure = "src/access/disclosure.ts";

/** Keeps the rows disclosed last, and the total number of disclosed rows. */
export const remembering: readonly Edit[] = [
  {
    file: disclosure,
    find: "return rows as Row[];",
    replace: `globalThis.planted = rows;
  globalThis.disclosed = (globalThis.disclosed ?? 0) + rows.length;
  return rows as Row[];`,
  },
];
