// How much a request may ask for: told from the document and its variables alone, never from what they find.
import { isPublic, type Viewer } from "../access/viewer.js";

export const limits = {
  /** Bytes of a body. */
  body: 256 * 1024,
  /** UTF-16 units of a document. */
  characters: 32 * 1024,
  /** Tokens of a document. */
  tokens: 2_000,
  operations: 10,
  fragments: 50,
  /** Aliases, `__typename`'s too, each as often as its fragment is spread. */
  aliases: 50,
  /** Directives, counted as aliases are. */
  directives: 50,
  /** Fields, counted as aliases are. */
  fields: 1_000,
  /** Fields within one another, those of introspection too. */
  depth: 15,
  /** Errors that a document is told; each looks through the whole of it for its line. */
  errors: 10,
  /** Items of any list in an argument. */
  items: 100,
  /** UTF-16 units of any text in an argument. */
  text: 2_000,
  /** Lists and objects within one another, in the variables. */
  nesting: 20,
  /** Documents that are kept parsed and validated; as large as may be, about half a megabyte each. */
  keptDocuments: 200,
} as const;

/** A page of 100 schools with three years' figures and a cohort of 20 peers' names fits; much more does not. */
const publicCost = 40_000;

/**
 * What a millisecond of the embedded database's time costs, on England: `npm run bench:statements` holds that no document
 * takes more time than it pays for. So no public document takes more than two thirds of a second, and with 600 points a
 * minute an address no more than ten seconds of a minute.
 */
export const costOfAMillisecond = 60;

/** A point of the minute's allowance: use-rate-limit.ts. */
export const costOfAPoint = 1_000;

/** What a document may cost. A client that is known and has its own rate limit may ask for more at once. */
export const costLimit = (viewer: Viewer): number => (isPublic(viewer) ? publicCost : 2.5 * publicCost);
