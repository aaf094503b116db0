// Who asks what around the n-th request: two of the compared viewers ask it, and others ask before, after or at the same time.
import { type GraphQLSchema, parse, validate } from "graphql";
import { type Ask, type Asked, type Compared, entitled, type Step, type Who } from "./protocol.js";
import { type Random, randomOf } from "./random.js";
import { type Generated, packed } from "./requests.js";
import { scopes } from "./scopes.js";
import { clientId, grantId, keyId } from "./secret-clients.js";
import { secretIds } from "./secret-part.js";

const idsOf = (type: string, keys: readonly string[]) =>
  keys.map((key) => Buffer.from(`${type}:${key}`).toString("base64"));
const twins = [0, 1] as const;
/** Of each database, and what is made of each in turn. */
const secretRuns = twins.flatMap((twin) => idsOf("Run", secretIds(twin).runs));
const secretSets = twins.flatMap((twin) => idsOf("TargetSet", secretIds(twin).sets));
const feeding = [secretRuns[0], secretRuns[1], ...idsOf("Run", secretIds(1).runs.slice(0, 2))];
const cohorts = feeding.map((id, index) => `c${index}: cohort(run: "${id}") { reason peers { urn } }`).join(" ");

const target = "year outcome target baseline baselineKind flags median peers contribution code sources { attendance }";
const link = "baseYear status gap kilometres school { urn } partner { urn }";
/** Of every school of a compared client: each on its own, so that one that is refused leaves the others. */
const ofEach = (fields: string): string =>
  `{ ${[...new Set(Object.values(scopes).flatMap((scope) => [...scope.targets, ...scope.partnerships]))]
    .map((urn) => `s${urn}: school(urn: ${urn}) { ${fields} }`)
    .join(" ")} }`;

/** What those who may see more ask of every school, which takes the server several times as long as the rest. */
const ofAllSchools: readonly string[] = [
  `{ nodes(ids: ${JSON.stringify([...secretRuns, ...secretSets])}) { id } a: school(urn: 100001) { ${cohorts} } b: school(urn: 100003) { ${cohorts} } }`,
  ofEach(`target { ${target} }`),
  ofEach(`partnership { ${link} }`),
  ofEach(`partnershipsAsPartner { ${link} }`),
  ofEach("partnership { rank distance reason }"),
];

/** What those who may see more ask: it takes the canaries through whatever the server keeps. */
const privileged: readonly string[] = [
  `{ school(urn: 100003) { cohort(run: "${secretRuns[0]}") { explanation(other: 100002) { distance reverse { rank } } } } }`,
  "{ schools(first: 10) { totalCount nodes { urn target { target baseline median code flags } } } }",
  "{ school(urn: 100001) { target { target baseline sources { attendance } } partnership { gap kilometres partner { urn } } partnershipsAsPartner { gap } } }",
  "{ school(urn: 100001) { targetCohort { run { id } peers { urn distance } explanation(other: 100003) { distance standing { place rank candidates } reverse { rank candidates } } } } }",
  "{ a: school(urn: 100003) { target { target } targetCohort { peers { urn } } } b: school(urn: 100002) { target { target } partnership { reason gap } } }",
  "{ runs(first: 20) { totalCount nodes { id strategy parameters constraints learnt warnings error status progress { done } } } }",
  "{ targetSets(first: 5) { totalCount nodes { id status policy statistics { schools meanImprovement } targets(urns: [100001, 100002, 100003]) { target baseline code } } } }",
  "{ clients(first: 20) { nodes { name role grants { capability } } } vendors { name } grants(first: 5) { nodes { clientName } } auditEntries(first: 5) { nodes { actor urns: schools { urn } } } acts(first: 20) { nodes { type actor subject reason school { urn } } } }",
  '{ node(id: "U2Nob29sOjEwMDAwMQ==") { ... on School { target { target code } partnership { gap reason } } } }',
  "{ viewer { role name keys { id createdAt } grants { capability trustCode laCode school { urn target { target } } } } }",
  "{ vendors { id name } grants(first: 5) { nodes { clientName capability createdAt school { urn } } } }",
];

/** What is there in one of the databases alone: whatever is kept of it, or moved by it, is kept in that one. */
const ofOneDatabase: readonly string[] = twins.map((twin) => {
  const { runs, sets } = secretIds(twin);
  const ids = [...idsOf("Run", runs), ...idsOf("TargetSet", sets)];
  return `{ nodes(ids: ${JSON.stringify(ids)}) { id ... on Run { strategy status publishedAt } } targetSet(id: "${ids.at(-1)}") { status policy run { id } } school(urn: 100003) { cohort(run: "${ids[0]}") { explanation(other: 100002) { distance } } target { target } } }`;
});

/** Everything that anyone may ask for without knowing an id or a number. */
const everythingPublic =
  "{ viewer { role } strategies { name } publishedRuns(first: 3) { totalCount pageInfo { hasNextPage } edges { cursor node { id fingerprint publishedAt warnings } } } schools(first: 5, orderBy: { field: ATTENDANCE }) { totalCount edges { cursor node { urn name cohort { run { id } peers { urn distance } } } } } }";

/** Changes that nobody compared may notice. */
const changes: readonly string[] = [
  'mutation { createClient(input: { name: "New", role: ANALYST }) { client { id } key } }',
  ...twins.map(
    (twin) =>
      `mutation { grantAccess(input: { clientId: "${clientId("TRUST_B", twin)}", capability: PARTNERSHIPS }) { grant { id } } }`,
  ),
  'mutation { publishRun(input: { runId: "x" }) { run { id } } }',
];

/** Of its own a client may change something, of others' nothing, whether it is there or not. */
const attempts: readonly string[] = [
  `mutation { grantAccess(input: { clientId: "${clientId("VENDOR", 0)}", capability: PARTNERSHIPS }) { grant { id clientName createdAt } } }`,
  "mutation { rotateKey(input: {}) { key apiKey { id createdAt } replaced { id expiresAt lastUsedAt } } }",
  ...twins.flatMap((twin) => [
    `mutation { rotateKey(input: { keyId: "${keyId("SCHOOL_B", twin)}" }) { apiKey { id } } }`,
    `mutation { revokeKey(input: { keyId: "${keyId("SCHOOL_B", twin)}" }) { apiKey { id lastUsedAt } } }`,
    `mutation { revokeAccess(input: { grantId: "${grantId(0, twin)}" }) { grant { clientName createdAt } } }`,
  ]),
];

/** @throws Error where the schema has changed so that these no longer say anything */
export function assertAsked(schema: GraphQLSchema): void {
  for (const text of [...ofAllSchools, ...privileged, ...ofOneDatabase, everythingPublic, ...changes, ...attempts]) {
    const [error] = validate(schema, parse(text));
    if (error)
      throw new Error(`test/confidentiality/sequences.ts asks what the schema has not: ${error.message}\n${text}`);
  }
}

const posted = (query: string): Asked => ({
  method: "POST",
  path: "/graphql",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ query }),
});

/** A document that every compared viewer asks, and what those who may see more ask before them. */
export interface Beginning {
  readonly document: string;
  readonly step: Step;
}

/** Asked before anything that is generated: what each may read of its own, and whatever is asked for on purpose. */
export function beginnings(whos: readonly Compared[]): Beginning[] {
  const asks = (asked: Asked, askers: readonly Who[]): Ask[] => askers.map((who) => ({ who, ...asked }));
  const after = (before: readonly Ask[], document: string, asked = posted(document)): Beginning => ({
    document,
    step: { together: false, asks: [...before, ...asks(asked, whos)] },
  });
  return [
    ...[...ofAllSchools, ...privileged].map((document) => after(asks(posted(document), ["DEPARTMENT"]), document)),
    ...ofOneDatabase.map((document) =>
      after(asks(posted(document), ["DEPARTMENT", "ANALYST_B"]), everythingPublic, packed(posted(everythingPublic))),
    ),
    ...attempts.map((document) => after([], document)),
  ];
}

/**
 * @param number of the request, which with the seed decides on everything here
 * @param whos of whom two ask it; others ask in between whoever they are
 */
export function sequenceFor(
  { asked, operation, document }: Generated,
  seed: number,
  number: number,
  whos: readonly Compared[],
): Step[] {
  const random = randomOf(seed, number, 1);
  const each = twoOf(whos, random).map((who): Ask => ({ who, ...asked }));
  const changing = operation !== "query" || /mutation/.test(document);
  const others = () => [1, 2].slice(random.whole(2)).map(() => another(changing ? null : asked, random));
  const kind = random.whole(10);
  if (kind < 6) return [{ together: false, asks: each }];
  if (kind < 9 || changing) return [{ together: false, asks: [...others(), ...each] }];
  return [{ together: true, asks: [...others(), ...each.slice(0, 1), ...others(), ...each.slice(1)] }];
}

function twoOf(whos: readonly Compared[], random: Random): Compared[] {
  const first = random.pick(whos);
  const others = whos.filter((who) => who !== first);
  return others.length ? [first, random.pick(others)] : [first];
}

function another(same: Asked | null, random: Random): Ask {
  const who: Who = random.pick(entitled);
  if (same && random.chance(0.5)) return { who, ...same };
  if (random.chance(0.05)) return { who: "DEPARTMENT", ...posted(random.pick(changes)) };
  const documents = random.chance(0.08) ? ofAllSchools : [...privileged, ...ofOneDatabase];
  return { who: random.chance(0.5) ? "DEPARTMENT" : who, ...posted(random.pick(documents)) };
}
