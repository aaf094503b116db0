// Compares the two servers' answers to the same request, and looks for secrets in them.
import { canaryIn, owners } from "./canaries.js";
import { type Answer, type Compared, isPublicly, type Welcome } from "./protocol.js";
import { namesOf } from "./tables.js";

interface ComparisonData extends Pick<Welcome, "authentication" | "secretTables"> {
  /** Names in the full schema that public viewers must not see, except those in their own request. */
  readonly secretNames: RegExp | null;
}

/** A description of what is wrong with a pair of answers; null if nothing is. */
export function wrongWith(
  caller: Compared,
  pair: readonly [Answer, Answer],
  data: ComparisonData,
  begun: Date,
): string | null {
  const [one, other] = pair.map((answer) => comparable(answer, begun)) as [string, string];
  if (one !== other) return `the answers differ:\n${difference(one, other)}`;
  const [answer] = pair;
  if (answer.status >= 500 || /"code":"INTERNAL"/.test(answer.body))
    return `an internal server error: ${answer.status}\n${answer.body.slice(0, 1_000)}`;
  const canary = canaryIn(
    one,
    owners.filter((owner) => owner !== caller),
  );
  if (canary) return `the answer contains ${canary}`;
  return (isPublicly(caller) ? secretNamesIn(pair, data) : null) ?? differentCost(caller, pair, data);
}

/** Looks for secret names of the schema in error messages, and for secret tables in statements. */
function secretNamesIn(
  pair: readonly [Answer, Answer],
  { authentication, secretTables, secretNames }: ComparisonData,
): string | null {
  const name = secretNames?.exec(pair[0].body.match(messages)?.join() ?? "")?.[0];
  if (name) return `the answer names ${name}, which is not in the public schema`;
  const statements = pair.flatMap((answer) => statementsOf(answer, authentication));
  const statement = statements.find((text) => namesOf(text, secretTables).length > 0);
  return statement ? `a statement names ${namesOf(statement, secretTables).join(", ")}:\n${statement}` : null;
}

/** Without those that authenticate the caller: the use of a key is recorded only once a minute. */
const statementsOf = ({ statements }: Answer, authentication: readonly string[]): string[] =>
  statements?.filter((text) => !authentication.includes(text)) ?? [];

/**
 * Compares statements and traces. Skips callers that share the explainer's process with clients that see more: it keeps
 * the population of the last explained run, so their request may have to read one again.
 */
function differentCost(
  caller: Compared,
  pair: readonly [Answer, Answer],
  { authentication }: ComparisonData,
): string | null {
  if (!isPublicly(caller) && caller !== "ANALYST") return null;
  const statements = pair.map((answer) => statementsOf(answer, authentication));
  if (onPostgres) for (const list of statements) list.sort();
  if (statements[0]?.join("\n") !== statements[1]?.join("\n")) return "the statements differ, and so may the cost";
  const [spans = "", otherSpans = ""] = pair.map((answer) => answer.spans ?? "");
  return spans === otherSpans ? null : `the traces differ:\n${difference(spans, otherSpans)}`;
}

/** Error messages; elsewhere a word may be part of a school's data. */
const messages = /"message":"(?:[^"\\]|\\.)*"/g;

/**
 * PostgreSQL has its own clock, which the two servers read at different times, and runs some statements of a request
 * concurrently, in any order. The embedded database uses our mocked clock and runs one statement at a time.
 */
const onPostgres = process.env.TEST_DATABASE_URL !== undefined;
/** Longer than a rotated key still works. */
const aMonth = 31 * 24 * 60 * 60 * 1000;

/** Status, headers and body as text. New ids and times are the same in both servers (see repeatable.ts). */
function comparable({ status, headers, body }: Answer, begun: Date): string {
  const lines = headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`);
  return [`${status}`, onPostgres ? withoutTimesSince(begun, body) : body, "", ...lines.sort()].join("\n");
}

function withoutTimesSince(begun: Date, text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => {
    const since = new Date(time).getTime() - begun.getTime();
    return since >= 0 && since < aMonth ? "(now)" : time;
  });
}

/** An excerpt of each text around the first difference. */
function difference(one: string, other: string): string {
  let index = 0;
  while (one[index] === other[index]) index++;
  const start = Math.max(0, index - 200);
  const end = index + 200;
  const excerpt = (text: string) => `${start ? "…" : ""}${text.slice(start, end)}${text.length > end ? "…" : ""}`;
  return `--- one\n${excerpt(one)}\n--- other\n${excerpt(other)}`;
}
