// Limits on requests. They depend only on the document and its variables, never on the data found.
import { isPublic, type Viewer } from "../access/viewer.js";

export const limits = {
  /** Bytes of the body of a public viewer. */
  publicBody: 256 * 1024,
  /** Bytes of a client's body: 500 submissions with every register code. */
  body: 1024 * 1024,
  /** UTF-16 code units of a document. */
  characters: 32 * 1024,
  /** Tokens of a document. */
  tokens: 2_000,
  operations: 10,
  fragments: 50,
  /** Aliases, including those of `__typename`; counted once for each spread of their fragment. */
  aliases: 50,
  /** Directives, counted like aliases. */
  directives: 50,
  /** Fields, counted like aliases. */
  fields: 1_000,
  /** Levels of nested fields, including introspection. */
  depth: 15,
  /** Validation errors reported. Finding the line of each one scans the whole document. */
  errors: 10,
  /** Items of a list in an argument, unless its `extensions.maxItems` says more. */
  items: 100,
  /** UTF-16 code units of a text in an argument. */
  text: 2_000,
  /** Levels of nested lists and objects in the variables. */
  nesting: 20,
  /** Documents cached after parsing and validation: at most about half a megabyte each. */
  cachedDocuments: 200,
} as const;

/** Allows a page of 100 schools with three years of figures and the names of 20 peers each, and not much more. */
const publicCost = 40_000;

/**
 * Cost of a millisecond of the embedded database, on England. `npm run bench:statements` checks that no document takes
 * more time than its cost covers. So a public document takes at most two thirds of a second, and an address with 600
 * points a minute takes at most ten seconds of each minute.
 */
export const costPerMillisecond = 60;

/** Cost covered by one point of the rate limit: use-rate-limit.ts. */
export const costPerPoint = 1_000;

/** Maximum cost of a document. It is higher for clients, each of which has its own rate limit. */
export const costLimit = (viewer: Viewer): number => (isPublic(viewer) ? publicCost : 2.5 * publicCost);
