// Everything that a public viewer can request, with each field and argument in the worst case that the limits allow.

export interface PublicRequest {
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The ids, codes and names to request. */
export interface World {
  /** At least 100 schools in the middle of the directory. */
  readonly urns: readonly number[];
  readonly laestabs: readonly number[];
  /** Global ids of published runs. */
  readonly runs: readonly string[];
  /** Installed strategies. */
  readonly strategies: readonly string[];
  readonly years: readonly string[];
  /** Codes and names that many schools have. */
  readonly localAuthority: number;
  /** A value of the enum. */
  readonly region: string;
  readonly trust: number;
}

const globalId = (type: string, key: string | number) => Buffer.from(`${type}:${key}`).toString("base64");
const cursorOf = (urn: number) => Buffer.from(`after:${urn}`).toString("base64url");

/** The maximum number of aliases in a document. */
const maxAliases = 50;

/** The most expensive searches: all schools match, all words are misspelt, as many words as fit. */
const searches: Readonly<Record<string, string>> = {
  "one letter": "s",
  "a word of most names": "school",
  "two words of most names": "primary school",
  "spellings of a saint": "st",
  "twelve misspelt words":
    "scoool primery acadamy saimt comunity churhc juniorr infantt collegge gramar catholick hihg",
  "as many words as fit": "sc pr st ac co in ju ch ca hi gr sp pa ma wo th ri be ha ne ".repeat(4).slice(0, 200),
  "a postcode's beginning": "b1",
  "no school's": "zzyzx qqwwx",
};

const everySchoolFigure = `urn laestab name type typeGroup phase block status openDate closeDate lowAge highAge gender
  religiousCharacter selective sixthForm capacity pupils region district town postcode website urbanRural urban stub id
  localAuthority { code name } trust { code name } location { easting northing }
  source { kind file sha256 year importedAt line }`;

const everyAttendance = `year attendance overallAbsence authorisedAbsence unauthorisedAbsence persistentAbsence
  severeAbsence possibleSessions absentSessions changeOnYearBefore changeOn2018
  missing { figure code } source { file line }`;

const everyCircumstance = `year roll fsm fsmSource eal senSupport ehcPlans idaci polar4 stability keyStage2
  keyStage2Reading keyStage2Maths attainment8 semh fundingPerPupil missing { figure code } source { line } sources { figure source { line } }`;

const everyRun = `id strategy version engineVersion fingerprint parameters constraints { publishedAttendance selectiveWithSelective notSameTrust sameRegion sameUrbanRural withinKm }
  baseYear circumstancesYear
  warnings publishedAt summary { schools matched unmatched { reason schools } blocks { block schools matched } }`;

const pageInfo = "endCursor hasNextPage hasPreviousPage startCursor";

const standing = "candidates lastDistance missing peers place rank reason rules";

export function documents(world: World): PublicRequest[] {
  return [...pagesOfSchools(world), ...schoolsOneByOne(world), ...figures(world), ...cohorts(world), ...others(world)];
}

const wholeCountry = { easting: 430_000, northing: 310_000, withinKm: 2000 };

function pagesOfSchools({ urns, localAuthority, region, trust }: World): PublicRequest[] {
  const filters: Record<string, object> = {
    "": {},
    phases: { phases: ["PRIMARY", "SECONDARY", "NURSERY", "MIDDLE_DEEMED_PRIMARY", "MIDDLE_DEEMED_SECONDARY"] },
    "all phases": { phases: ["ALL_THROUGH", "POST_16", "NOT_APPLICABLE", "PRIMARY", "SECONDARY"] },
    blocks: { blocks: ["PRIMARY", "SECONDARY", "ALL_THROUGH", "SPECIAL", "ALTERNATIVE_PROVISION"] },
    "a local authority": { localAuthority },
    "a region": { region },
    "a trust": { trust },
    open: { open: true },
    "not open": { open: false },
    "near everything": { near: wholeCountry },
    "near a school": { near: { urn: urns[0], withinKm: 2000 } },
    "near, a few kilometres": { near: { ...wholeCountry, withinKm: 30 } },
    "everything at once": { near: wholeCountry, open: true, blocks: ["PRIMARY", "SECONDARY"], search: "s" },
    ...Object.fromEntries(Object.entries(searches).map(([name, search]) => [`search: ${name}`, { search }])),
  };
  const directions = ["ASC", "DESC"] as const;
  const middle = cursorOf(urns[Math.floor(urns.length / 2)] as number);
  const pages = { first: { first: 100 }, last: { last: 100 }, after: { first: 100, after: middle } };
  const query = `query Page($filter: SchoolFilter, $orderBy: SchoolOrder, $first: Int, $last: Int, $after: String, $before: String) {
    schools(filter: $filter, orderBy: $orderBy, first: $first, last: $last, after: $after, before: $before) {
      totalCount nodes { urn }
    }
  }`;
  return Object.entries(filters).flatMap(([about, filter]) => {
    const fields = ["NAME", "URN", "ATTENDANCE"];
    if ("search" in filter) fields.push("RELEVANCE");
    if ("near" in filter) fields.push("DISTANCE");
    return fields.flatMap((field) =>
      directions.flatMap((direction) =>
        Object.entries({ ...pages, before: { last: 100, before: middle } }).map(([where, page]) => ({
          name: `schools ${about}, by ${field} ${direction}, ${where}`,
          query,
          variables: { filter, orderBy: { field, direction }, ...page },
        })),
      ),
    );
  });
}

function schoolsOneByOne({ urns, laestabs }: World): PublicRequest[] {
  const each = (asked: (at: number) => string) =>
    `{ ${Array.from({ length: maxAliases }, (_, at) => `a${at}: ${asked(at)}`).join(" ")} }`;
  const ids = urns.slice(0, 100).map((urn) => globalId("School", urn));
  return [
    { name: "50 schools by URN", query: each((at) => `school(urn: ${urns[at]}) { name }`) },
    { name: "50 schools by LAESTAB", query: each((at) => `school(laestab: ${laestabs[at]}) { name }`) },
    { name: "50 nodes one by one", query: each((at) => `node(id: "${ids[at]}") { id }`) },
    {
      name: "50 searches one by one",
      query: each((at) => `schools(first: 1, filter: { search: "s${at}" }) { totalCount }`),
    },
    {
      name: "100 nodes",
      query: `query Nodes($ids: [ID!]!) { nodes(ids: $ids) { id ... on School { ${everySchoolFigure} } } }`,
      variables: { ids },
    },
  ];
}

function figures({ years }: World): PublicRequest[] {
  const page = (fields: string) => `{ schools(first: 100, orderBy: { field: URN }) { nodes { ${fields} } } }`;
  const only = `(years: ${JSON.stringify(years)})`;
  return [
    { name: "every figure of 100 schools", query: page(everySchoolFigure) },
    {
      name: "100 schools with their cursors",
      query: `{ schools(first: 100) { edges { cursor node { urn } } pageInfo { ${pageInfo} } } }`,
    },
    { name: "attendance of 100 schools", query: page(`attendance { ${everyAttendance} }`) },
    { name: "attendance of 100 schools, a figure alone", query: page("attendance { year }") },
    { name: "attendance of 100 schools in some years", query: page(`attendance${only} { changeOn2018 }`) },
    { name: "circumstances of 100 schools", query: page(`circumstances { ${everyCircumstance} }`) },
    { name: "circumstances of 100 schools, a figure alone", query: page(`circumstances${only} { year }`) },
    {
      name: "links of 100 schools",
      query: page(`links { urn name type established school { name } source { file } }
        predecessors { urn school { predecessors { school { name } } } } successors { urn }`),
    },
    { name: "links of links", query: page(nested("links { school {", "attendance { year } urn", 4)) },
  ];
}

/** `links { school { links { school { … } } } }`, nested `times` times. */
const nested = (open: string, innermost: string, times: number): string =>
  times === 0 ? innermost : `${open} ${nested(open, innermost, times - 1)} } }`;

function cohorts({ urns, runs }: World): PublicRequest[] {
  const page = (first: number, fields: string) =>
    `query Cohorts${fields.includes("$run") ? "($run: ID)" : ""} { schools(first: ${first}, orderBy: { field: URN }) { nodes { ${fields} } } }`;
  const variables = { run: runs.at(-1) };
  const peer = "rank urn distance kilometres shares { attribute share }";
  const unknown = (at: number) => globalId("Run", `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`);
  const place = "place distance rank reason rules missing";
  const compared = `urn school { name } first { run { strategy } peers reach } second { run { strategy } peers reach }
    agreement { depth shared jaccard rboLow rboResidual rboExt } attributes { attribute own inBoth firstOnly secondOnly }
    schools { urn school { name } kilometres first { ${place} } second { ${place} } differences { attribute difference } }`;
  const pair = `urn distance kilometres school { name } attributes { attribute own other share }
    standing { ${standing} } reverse { ${standing} }`;
  return [
    {
      name: "cohorts of 100 schools",
      query: page(
        100,
        `cohort(run: $run) { band { label relaxed } imputed missing reason run { strategy } peers { ${peer} } }`,
      ),
      variables,
    },
    { name: "cohorts of 100 schools, the reason alone", query: page(100, "cohort(run: $run) { reason }"), variables },
    {
      name: "100 peers' names of 50 schools",
      query: page(50, "cohort(run: $run) { peers(first: 100) { school { name } } }"),
      variables,
    },
    {
      name: "figures of 20 peers of 50 schools",
      query: page(50, "cohort { peers(first: 20) { school { attendance { attendance } } } }"),
    },
    {
      name: "peers of peers",
      query: page(10, "cohort { peers { school { cohort { peers { school { name } } } } } }"),
    },
    {
      name: "50 runs' cohorts of a school",
      query: `{ school(urn: ${urns[0]}) { ${Array.from({ length: maxAliases }, (_, at) => `a${at}: cohort(run: "${unknown(at)}") { reason }`).join(" ")} } }`,
    },
    {
      name: "whose peers 100 schools are",
      query: `query Whose($run: ID!) { schools(first: 100, orderBy: { field: URN }) { nodes { peerOf(run: $run, first: 20) { nodes { urn rank distance } } } } }`,
      variables,
    },
    {
      name: "whose peer a school is, from the middle",
      query: `query Whose($run: ID!, $after: String) { school(urn: ${urns[0]}) { peerOf(run: $run, first: 100, after: $after) { edges { cursor node { school { name } } } nodes { urn rank distance } pageInfo { ${pageInfo} } } } }`,
      variables: { ...variables, after: cursorOf(urns[0]!) },
    },
    {
      name: "100 cohorts of a run",
      query: `query All($run: ID!, $after: String) { run(id: $run) { cohorts(first: 100, after: $after) { edges { cursor node { urn } } nodes { urn school { name } peers(first: 100) { urn } } pageInfo { ${pageInfo} } } } }`,
      variables: { ...variables, after: cursorOf(urns[0]!) },
    },
    {
      name: "two cohorts compared",
      query: `query Both($runs: [ID!]!) { compareCohorts(urn: ${urns[0]}, runs: $runs) { ${compared} } }`,
      variables: { runs: [runs[0], runs[1] ?? unknown(0)] },
    },
    {
      name: "a pair explained",
      query: `query Pair($run: ID) { school(urn: ${urns[0]}) { cohort(run: $run) { explanation(other: ${urns[1]}) { ${pair} } } } }`,
      variables,
    },
  ];
}

function others({ urns, runs, strategies }: World): PublicRequest[] {
  const each = (asked: (at: number) => string) =>
    `{ ${Array.from({ length: maxAliases }, (_, at) => `a${at}: ${asked(at)}`).join(" ")} }`;
  const page = `edges { cursor node { id } } pageInfo { ${pageInfo} }`;
  return [
    { name: "published runs", query: `{ publishedRuns(first: 100) { totalCount nodes { ${everyRun} } ${page} } }` },
    {
      name: "published runs behind one",
      query: "query Behind($after: String) { publishedRuns(first: 100, after: $after) { totalCount nodes { id } } }",
      variables: {
        after: Buffer.from("after:2100-01-01T00:00:00.000Z 00000000-0000-4000-8000-000000000000").toString("base64url"),
      },
    },
    { name: "a run 50 times", query: each(() => `run(id: "${runs[0]}") { publishedAt summary { matched } }`) },
    { name: "50 counts of published runs", query: each(() => "publishedRuns(first: 1) { totalCount }") },
    {
      name: "strategies",
      query:
        "{ strategies { name title description version parameters } viewer { role limits { pointsPerMinute costPerPoint costPerDocument } } }",
    },
    { name: "a strategy", query: `{ strategy(name: "${strategies[0]}") { name } }` },
    {
      name: "lists that are only read forwards, from their end",
      query: `{ publishedRuns(last: 100, before: "YWZ0ZXI6") { totalCount }
        run(id: "${runs[0]}") { cohorts(last: 100, before: "YWZ0ZXI6") { nodes { urn } } }
        school(urn: ${urns[0]}) { peerOf(run: "${runs[0]}", last: 100, before: "YWZ0ZXI6") { nodes { urn } } } }`,
    },
  ];
}
