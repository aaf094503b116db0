// What is wrong with a value that does not fit its schema, for the person who gave it: zod's own words are for
// programmers. Messages never repeat the value, which may be a secret.
import type { z } from "zod";

export interface Fault {
  /** `constraints.0.column`, or the misspelt name; empty: the whole value. */
  readonly path: string;
  /** Follows the name of what is at the path: `must be a number`. */
  readonly message: string;
}

type Parsed<Schema extends z.ZodType> =
  | { readonly data: z.output<Schema>; readonly fault?: undefined }
  | { readonly data?: undefined; readonly fault: Fault };

/** The parsed value, or its first fault. A misspelt name comes first: it is often also missing. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): Parsed<Schema> {
  const parsed = schema.safeParse(value, { error: inPlainWords });
  if (parsed.success) return { data: parsed.data };
  return { fault: faultOf(first(parsed.error.issues)) };
}

const first = (issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue =>
  issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;

const noForm = "has none of the allowed forms";

function faultOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): Fault {
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union" && issue.message === noForm) {
    const nearest = nearestForm(issue.errors);
    if (nearest) return faultOf(nearest, path);
  }
  const misspelt = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  return { path: [...path, ...misspelt].join("."), message: issue.message };
}

/** The fault that lies deepest: the form that was meant is the one that fits furthest. Undefined if all fail at once. */
function nearestForm(forms: readonly (readonly z.core.$ZodIssue[])[]): z.core.$ZodIssue | undefined {
  const depth = ({ path, code }: z.core.$ZodIssue) => path.length + (code === "unrecognized_keys" ? 1 : 0);
  const deepest = forms.map(first).reduce((deep, issue) => (depth(issue) > depth(deep) ? issue : deep));
  return depth(deepest) > 0 ? deepest : undefined;
}

/** Only for issues whose schema has no message of its own. */
const inPlainWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return `${issue.input === undefined ? "is missing: give" : "must be"} ${kindOf(issue.expected, issue.inst)}`;
    case "too_small":
      return limit(issue.origin, issue.minimum, issue.inclusive ?? true, least);
    case "too_big":
      return limit(issue.origin, issue.maximum, issue.inclusive ?? true, most);
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return `must be ${formats[issue.format] ?? `of the format ${issue.format}`}`;
    case "unrecognized_keys":
      return unknownName(issue.inst);
    case "invalid_key":
      return `is a name that ${issue.issues[0]?.message}`;
    case "invalid_union":
      return noForm;
    default:
      return "is not valid";
  }
};

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object with named fields",
  record: "an object with named fields",
  date: "a date",
  null: "null",
};

/** @param schema where the value does not fit; zod only asks a whole number to be a number at first */
function kindOf(expected: string, schema: unknown): string {
  const { isInt = false } = (schema as Partial<z.ZodNumber> | undefined) ?? {};
  return kinds[isInt ? "int" : expected] ?? expected;
}

const formats: Readonly<Record<string, string>> = {
  uuid: "an id, such as 01234567-89ab-4cde-8f01-23456789abcd",
  url: "a URL",
  date: "a date such as 2026-04-01",
  datetime: "a date and time such as 2026-04-01T09:30:00Z",
};

interface Bound {
  readonly inclusive: string;
  readonly exclusive: string;
  readonly size: string;
  readonly date: string;
}

const least: Bound = { inclusive: "at least", exclusive: "more than", size: "at least", date: "not be before" };
const most: Bound = { inclusive: "at most", exclusive: "less than", size: "at most", date: "not be after" };

const sizes: Readonly<Record<string, readonly [one: string, several: string]>> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
  set: ["entry", "entries"],
  map: ["entry", "entries"],
};

function limit(origin: string, bound: number | bigint | Date, inclusive: boolean, words: Bound): string {
  if (origin === "date") return `must ${words.date} ${new Date(Number(bound)).toISOString().slice(0, 10)}`;
  const names = sizes[origin];
  if (!names) return `must be ${inclusive ? words.inclusive : words.exclusive} ${bound}`;
  if (words === least && Number(bound) === 1) return "must not be empty";
  return `must have ${words.size} ${bound} ${names[Number(bound) === 1 ? 0 : 1]}`;
}

/** @param schema of the object: its own names are the help that a misspelt one needs */
function unknownName(schema: unknown): string {
  const { shape } = (schema as Partial<z.ZodObject> | undefined) ?? {};
  const known = shape && Object.keys(shape).join(", ");
  return known ? `is not a known name. Known: ${known}` : "is not a known name";
}
