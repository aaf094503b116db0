// A leak to plant: a small change to the program that lets something secret out, through every layer that would stop it.
import type { World } from "./protocol.js";

export interface Mutant {
  readonly name: string;
  /** What gets out, and how. */
  readonly about: string;
  /** Over which databases it shows; `scopes` unless given. */
  readonly world?: World;
  readonly edits: readonly Edit[];
}

export interface Edit {
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** Public viewers are served as anyone else is: the database's own wall would turn a leak into a fault. */
export const noWall: Edit = {
  file: "src/database/serving.ts",
  find: "const publicLimits = { role: publicRole, readOnly: true };",
  replace: "const publicLimits = {};",
};

const disclosure = "src/access/disclosure.ts";

/** Keeps the rows that were disclosed last, and how many there were in all. */
export const remembering: readonly Edit[] = [
  { file: disclosure, find: "return database.query<Row>(", replace: "return remembered(database.query<Row>(" },
  {
    file: disclosure,
    find: "      ...parameters,\n    ],\n  );\n}",
    replace: `      ...parameters,
    ],
  ));
}

const remembered = async (rows) => {
  globalThis.planted = await rows;
  globalThis.disclosed = (globalThis.disclosed ?? 0) + globalThis.planted.length;
  return globalThis.planted;
};`,
  },
];
