// Two answers to the same request, and what must not be in any.
import { canaryIn, owners } from "./canaries.js";
import { type Answer, type Compared, isPublicly, type Welcome } from "./protocol.js";
import { namesOf } from "./tables.js";

export interface Known extends Pick<Welcome, "authentication" | "secretTables"> {
  /** Names of the schema that public viewers are not told, but for those in what they asked. */
  readonly secretNames: RegExp | null;
}

/** What is wrong with a pair of answers, in words; null where nothing is. */
export function wrongWith(who: Compared, pair: readonly [Answer, Answer], known: Known, begun: Date): string | null {
  const [one, other] = pair.map((answer) => comparable(answer, begun)) as [string, string];
  if (one !== other) return `the answers differ:\n${difference(one, other)}`;
  const [answer] = pair;
  if (answer.status >= 500 || /"INTERNAL"/.test(answer.body)) return `a fault of the server: ${answer.status}`;
  const canary = canaryIn(
    one,
    owners.filter((owner) => owner !== who),
  );
  if (canary) return `the answer holds ${canary}`;
  return (isPublicly(who) ? namedIn(pair, known) : null) ?? otherCost(who, pair, known);
}

/** What is named that no public viewer may have named, in messages or in statements. */
function namedIn(pair: readonly [Answer, Answer], { authentication, secretTables, secretNames }: Known): string | null {
  const name = secretNames?.exec(pair[0].body.match(messages)?.join() ?? "")?.[0];
  if (name) return `the answer names ${name}, which is not in the public schema`;
  const asked = pair.flatMap((answer) => statementsOf(answer, authentication));
  const named = asked.find((text) => namesOf(text, secretTables).length > 0);
  return named ? `a statement names ${namesOf(named, secretTables).join(", ")}:\n${named}` : null;
}

/** But for those by which a server learns who asks: that a key was used is noted once a minute. */
const statementsOf = ({ statements }: Answer, authentication: readonly string[]): string[] =>
  statements?.filter((text) => !authentication.includes(text)) ?? [];

/**
 * By statements and traces. Not of those who share a process that explains pairs with clients who see more: it keeps the
 * population of the last run that was asked of, so theirs may be read anew.
 */
function otherCost(who: Compared, pair: readonly [Answer, Answer], { authentication }: Known): string | null {
  if (!isPublicly(who) && who !== "ANALYST") return null;
  const asked = pair.map((answer) => statementsOf(answer, authentication));
  if (onPostgres) for (const statements of asked) statements.sort();
  if (asked[0]?.join("\n") !== asked[1]?.join("\n")) return "the statements differ, so the cost of answering does";
  const [traced, otherwise] = pair.map(({ spans }) => spans ?? "");
  if (traced !== otherwise) return `the traces differ:\n${difference(traced ?? "", otherwise ?? "")}`;
  return null;
}

/** What errors say; elsewhere a word may be a school's own. */
const messages = /"message":"(?:[^"\\]|\\.)*"/g;

/**
 * A PostgreSQL server has a clock of its own, which both servers read at other moments, and carries out some statements of
 * a request at once, in any order. The embedded database has our clock, and one statement at a time.
 */
const onPostgres = process.env.TEST_DATABASE_URL !== undefined;
/** Longer than a key that is replaced may still work. */
const aMonth = 31 * 24 * 60 * 60 * 1000;

/** Status, body and headers as text: whatever is new in them is drawn and timed alike (see repeatable.ts). */
function comparable({ status, headers, body }: Answer, begun: Date): string {
  const told = headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`);
  return [`${status}`, onPostgres ? withoutTimesSince(begun, body) : body, "", ...told.sort()].join("\n");
}

function withoutTimesSince(begun: Date, text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => {
    const since = new Date(time).getTime() - begun.getTime();
    return since >= 0 && since < aMonth ? "(now)" : time;
  });
}

/** Both from shortly before where they part. */
function difference(one: string, other: string): string {
  let at = 0;
  while (one[at] === other[at]) at++;
  const from = Math.max(0, at - 200);
  const shown = (text: string) => `${from ? "…" : ""}${text.slice(from, at + 200)}${text.length > at + 200 ? "…" : ""}`;
  return `--- one\n${shown(one)}\n--- other\n${shown(other)}`;
}
