// The sequence of requests around a generated request: two compared callers send it, and others send requests before
// it, between or at the same time.
import { type GraphQLSchema, parse, validate } from "graphql";
import { afterOthers, attemptsOfAttendance, bulkRequests, privilegedOfAttendance } from "./attendance-documents.js";
import { type Caller, type CallerRequest, type Compared, entitled, type Step, type WireRequest } from "./protocol.js";
import { type Random, randomOf } from "./random.js";
import { compressed, type Generated } from "./requests.js";
import { scopes } from "./scopes.js";
import { clientId, grantId, keyId } from "./secret-clients.js";
import { secretIds } from "./secret-part.js";
import { askedWithVariables, counterpartOf } from "./variables.js";

const idsOf = (type: string, keys: readonly string[]) =>
  keys.map((key) => Buffer.from(`${type}:${key}`).toString("base64"));
const twins = [0, 1] as const;
/** Ids from both databases. */
const secretRuns = twins.flatMap((twin) => idsOf("Run", secretIds(twin).runs));
const secretSets = twins.flatMap((twin) => idsOf("TargetSet", secretIds(twin).sets));
const feedingRuns = [secretRuns[0], secretRuns[1], ...idsOf("Run", secretIds(1).runs.slice(0, 2))];
const cohorts = feedingRuns.map((id, index) => `c${index}: cohort(run: "${id}") { reason peers { urn } }`).join(" ");
const seekers = feedingRuns
  .map((id, index) => `p${index}: peerOf(run: "${id}", first: 5) { nodes { urn rank distance } }`)
  .join(" ");

const target = "year outcome target baseline baselineKind flags median peers contribution code sources { attendance }";
const link = "baseYear status gap kilometres school { urn } partner { urn }";
/** Fields of every school of a compared client, each under an alias, so that a refusal for one leaves the others. */
const ofEachSchool = (fields: string): string =>
  `{ ${[...new Set(Object.values(scopes).flatMap((scope) => [...scope.targets, ...scope.partnerships]))]
    .map((urn) => `s${urn}: school(urn: ${urn}) { ${fields} }`)
    .join(" ")} }`;

/** Requests of privileged callers about every school. They take the server several times as long as the rest. */
const ofAllSchools: readonly string[] = [
  `{ nodes(ids: ${JSON.stringify([...secretRuns, ...secretSets])}) { id } a: school(urn: 100001) { ${cohorts} } b: school(urn: 100003) { ${cohorts} } }`,
  `{ a: school(urn: 100001) { ${seekers} } b: school(urn: 100003) { ${seekers} } }`,
  ...feedingRuns.map(
    (id) =>
      `{ comparePeers(urn: 100001, peers: [100009, 100003], run: "${id}") { schools { urn first { place distance rank reason } } } }`,
  ),
  ofEachSchool(`target { ${target} }`),
  ofEachSchool(`partnership { ${link} }`),
  ofEachSchool(`partnershipsAsPartner { ${link} }`),
  ofEachSchool("partnership { rank distance reason }"),
];

/** Requests of privileged callers, whose answers pass canaries through any cache of the server. */
const privileged: readonly string[] = [
  `{ school(urn: 100003) { cohort(run: "${secretRuns[0]}") { explanation(other: 100002) { distance reverse { rank } } } } }`,
  "{ schools(first: 10) { totalCount nodes { urn target { target baseline median code flags } } } }",
  "{ school(urn: 100001) { target { target baseline sources { attendance } } partnership { gap kilometres partner { urn } } partnershipsAsPartner { gap } } }",
  "{ school(urn: 100001) { targetCohort { run { id } peers { urn distance } explanation(other: 100003) { distance standing { place rank candidates } reverse { rank candidates } } } } }",
  "{ a: school(urn: 100003) { target { target } targetCohort { peers { urn } } } b: school(urn: 100002) { target { target } partnership { reason gap } } }",
  "{ runs(first: 20) { totalCount nodes { id strategy parameters constraints { notSameTrust withinKm } learnt warnings error status progress { done } } } }",
  '{ comparisons(first: 5) { totalCount nodes { id notes error lists { name run { id } } figures(first: 5) { nodes { measure value low } } school(urn: 100001) { pairs { shared jaccard } } mostDifferent(strategy: "nearest-neighbour", other: "rule-bands") { urn jaccard } } } }',
  "{ targetSets(first: 5) { totalCount nodes { id status policy { id ceiling } statistics { schools meanImprovement } targets(urns: [100001, 100002, 100003]) { target baseline code } } } }",
  "{ clients(first: 20) { nodes { name role grants { capability } } } vendors { nodes { name } } accessRequests { nodes { reason status } } grants(first: 5) { nodes { clientName } } auditEntries(first: 5) { nodes { actor urns: schools { urn } } } acts(first: 20) { nodes { type actor subject reason school { urn } } } }",
  '{ node(id: "U2Nob29sOjEwMDAwMQ==") { ... on School { target { target code } partnership { gap reason } } } }',
  "{ viewer { role name keys { id createdAt } grants { nodes { capability trustCode laCode school { urn target { target } } } } } }",
  "{ vendors { nodes { id name } } accessRequests(first: 5) { nodes { clientName reason status } } grants(first: 5) { nodes { clientName capability createdAt school { urn } } } }",
];

/** Requests about objects that only one database has, so that any cache or state they change differs. */
const ofOneDatabase: readonly string[] = twins.map((twin) => {
  const { runs, sets } = secretIds(twin);
  const ids = [...idsOf("Run", runs), ...idsOf("TargetSet", sets)];
  return `{ nodes(ids: ${JSON.stringify(ids)}) { id ... on Run { strategy status publishedAt } } targetSet(id: "${ids.at(-1)}") { status policy { id ceiling } run { id } } school(urn: 100003) { cohort(run: "${ids[0]}") { explanation(other: 100002) { distance } } target { target } } }`;
});

/** All public data that needs no id or URN. */
const everythingPublic =
  "{ viewer { role } strategies { name } publishedRuns(first: 3) { totalCount pageInfo { hasNextPage } edges { cursor node { id fingerprint publishedAt warnings } } } schools(first: 5, orderBy: { field: ATTENDANCE }) { totalCount edges { cursor node { urn name cohort { run { id } peers { urn distance } } } } } }";

/** Changes that no compared caller may notice. */
const changes: readonly string[] = [
  'mutation { createClient(input: { name: "New", role: ANALYST }) { client { id } key } }',
  ...twins.map(
    (twin) =>
      `mutation { grantAccess(input: { clientId: "${clientId("TRUST_B", twin)}", capability: PARTNERSHIPS }) { grant { id } } }`,
  ),
  'mutation { publishRun(input: { runId: "x" }) { run { id } } }',
];

/** Attempts to change data: a client may change some of its own, and none of others', whether it exists or not. */
const attempts: readonly string[] = [
  `mutation { grantAccess(input: { clientId: "${clientId("VENDOR", 0)}", capability: PARTNERSHIPS }) { grant { id clientName createdAt } } }`,
  "mutation { rotateKey(input: {}) { key apiKey { id createdAt } replaced { id expiresAt lastUsedAt } } }",
  ...twins.flatMap((twin) => [
    `mutation { rotateKey(input: { keyId: "${keyId("SCHOOL_B", twin)}" }) { apiKey { id } } }`,
    `mutation { revokeKey(input: { keyId: "${keyId("SCHOOL_B", twin)}" }) { apiKey { id lastUsedAt } } }`,
    `mutation { revokeAccess(input: { grantId: "${grantId(0, twin)}" }) { grant { clientName createdAt } } }`,
  ]),
];

/** @throws Error if a document no longer fits the schema */
export function assertDocumentsValid(schema: GraphQLSchema): void {
  const written = [
    ...[...ofAllSchools, ...privileged, ...ofOneDatabase, everythingPublic, ...changes, ...attempts],
    ...[...privilegedOfAttendance, ...attemptsOfAttendance, ...afterOthers.map(({ document }) => document)],
  ];
  const parametrised = askedWithVariables.map(({ parameters, selection }) => `query (${parameters}) ${selection}`);
  for (const text of [...written, ...parametrised]) {
    const [error] = validate(schema, parse(text));
    if (error)
      throw new Error(
        `test/confidentiality/sequences.ts has a document that does not fit the schema: ${error.message}\n${text}`,
      );
  }
}

const posted = (query: string, variables?: object): WireRequest => ({
  method: "POST",
  path: "/graphql",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ query, variables }),
});

/** A document that every compared caller sends, after privileged callers have sent theirs. */
interface Beginning {
  readonly document: string;
  readonly step: Step;
}

/**
 * Sent before any generated request: every hand-written document, including those that read the callers' own secrets.
 */
export function beginnings(callers: readonly Compared[]): Beginning[] {
  const requests = (asked: WireRequest, askers: readonly Caller[]): CallerRequest[] =>
    askers.map((caller) => ({ caller, ...asked }));
  const after = (before: readonly CallerRequest[], document: string, asked = posted(document)): Beginning => ({
    document,
    step: { together: false, requests: [...before, ...requests(asked, callers)] },
  });
  return [
    ...[...ofAllSchools, ...privileged, ...privilegedOfAttendance].map((document) =>
      after(requests(posted(document), ["DEPARTMENT"]), document),
    ),
    ...ofOneDatabase.map((document) =>
      after(
        requests(posted(document), ["DEPARTMENT", "ANALYST_B"]),
        everythingPublic,
        compressed(posted(everythingPublic)),
      ),
    ),
    ...[...attempts, ...attemptsOfAttendance].map((document) => after([], document)),
    ...bulkRequests.map((asked) => after([], `${asked.method} ${asked.path}`, asked)),
    ...afterOthers.map(({ others, document }) => {
      const before = others.flatMap(({ caller, document }) => requests(posted(document), [caller]));
      return { document, step: { together: false, before, requests: requests(posted(document), callers) } };
    }),
    ...callers.flatMap(withVariables),
  ];
}

/**
 * The caller and another of its role send a document with different variables, in either order. The name of the operation
 * makes it one that the server has not seen.
 */
const withVariables = (caller: Compared): Beginning[] =>
  askedWithVariables.map(({ parameters, selection, variables }) => {
    const document = `query For${caller}(${parameters}) ${selection}`;
    const [own, others] = variables.map((given) => posted(document, given)) as [WireRequest, WireRequest];
    const requests = [
      { caller, ...own },
      { caller: counterpartOf(caller), ...others },
    ];
    return { document, step: { together: false, swapped: true, requests } };
  });

/**
 * @param number of the request; with the seed, it determines all random choices
 * @param callers two of them send the request
 */
export function sequenceFor(
  { asked, other, operation, document }: Generated,
  seed: number,
  number: number,
  callers: readonly Compared[],
): Step[] {
  const random = randomOf(seed, number, 1);
  const pair = twoOf(callers, random).map((caller): CallerRequest => ({ caller, ...asked }));
  const changing = operation !== "query" || /mutation/.test(document);
  if (other && !changing && random.chance(0.5)) {
    const [one, ...rest] = pair as [CallerRequest];
    const requests = [one, { ...other, caller: counterpartOf(one.caller) }, ...rest];
    return [{ together: false, swapped: true, requests }];
  }
  const others = () => [1, 2].slice(random.whole(2)).map(() => another(changing ? null : asked, random));
  const kind = random.whole(10);
  if (kind < 6) return [{ together: false, requests: pair }];
  if (kind < 9 || changing) return [{ together: false, requests: [...others(), ...pair] }];
  return [{ together: true, requests: [...others(), ...pair.slice(0, 1), ...others(), ...pair.slice(1)] }];
}

/** How many of the compared callers send each request. */
export const sendersOf = (callers: readonly Compared[]): number => Math.min(2, callers.length);

function twoOf(callers: readonly Compared[], random: Random): Compared[] {
  const first = random.pick(callers);
  const others = callers.filter((caller) => caller !== first);
  return others.length ? [first, random.pick(others)] : [first];
}

function another(same: WireRequest | null, random: Random): CallerRequest {
  const caller: Caller = random.pick(entitled);
  if (same && random.chance(0.5)) return { caller, ...same };
  if (random.chance(0.05)) return { caller: "DEPARTMENT", ...posted(random.pick(changes)) };
  const documents = random.chance(0.08) ? ofAllSchools : [...privileged, ...ofOneDatabase];
  return { caller: random.chance(0.5) ? "DEPARTMENT" : caller, ...posted(random.pick(documents)) };
}
