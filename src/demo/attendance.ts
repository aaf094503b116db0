// The demo's vendor asks schools for access, and submits the attendance of those that agree. Doing it again changes
// nothing: every submission is there already.
import { readFile } from "node:fs/promises";
import { inventSubmissions } from "../../demo/submissions.js";
import { actorParameters, recordActs } from "../access/acts.js";
import { authenticator } from "../access/authenticate.js";
import { findGrants, revokeGrant } from "../access/grants.js";
import { declineRequest, findRequests, grantRequest, requestAccess } from "../access/requests.js";
import { anonymous, type Viewer } from "../access/viewer.js";
import type { Session } from "../commands/session.js";
import type { Database } from "../database/database.js";
import { readHalfTerms } from "../submissions/half-terms/configured.js";
import { mostSubmissions, submit } from "../submissions/submit.js";
import { keysPath } from "./state.js";
import { type Answer, type AskedSchool, schoolsToAsk } from "./submitting-schools.js";
import type { DemoSummary } from "./summary.js";

/** @param seed of what is submitted */
export async function submitAttendance(
  { database, config, signal, progress }: Session,
  { example, baseYear, targetYear }: Pick<DemoSummary, "example" | "baseYear" | "targetYear">,
  seed: number,
): Promise<void> {
  const { MIS_VENDOR: key } = JSON.parse(await readFile(keysPath(config.dataDirectory), "utf8"));
  const vendor = await authenticator(database)(`Bearer ${key}`, new Date());
  const asked = await schoolsToAsk(database, example.urn, { baseYear, targetYear });
  await agree(database, vendor, asked);
  const submissions = asked
    .filter(({ answer }) => agrees.has(answer))
    .flatMap(({ school, habits }) => inventSubmissions(school, habits, seed))
    .sort((one, other) => one.asAt.getTime() - other.asAt.getTime());
  const halfTerms = readHalfTerms(config.halfTermsFile);
  for (let start = 0; start < submissions.length; start += mostSubmissions) {
    signal.throwIfAborted();
    const batch = submissions.slice(start, start + mostSubmissions);
    const answers = await submit(database, vendor, batch, { halfTerms });
    const refused = answers.find(({ outcome }) => outcome === "REJECTED");
    if (refused) throw new Error(`a submission of the demo was rejected: ${refused.message}`);
    progress.report("Submitting attendance", start + batch.length, submissions.length);
  }
  for (const { school, answer } of asked) if (answer === "REVOKED") await revoke(database, vendor, school.urn);
}

const agrees: ReadonlySet<Answer> = new Set(["AGREED_BEFORE", "AGREED", "REVOKED"]);

/** A person of the school, who has a client of another system. */
const ofSchool = (urn: number): Viewer => ({ ...anonymous, role: "SCHOOL", urn });

async function agree(database: Database, vendor: Viewer, schools: readonly AskedSchool[]): Promise<void> {
  const before = schools.filter(({ answer }) => answer === "AGREED_BEFORE");
  await grantAll(
    database,
    vendor,
    before.map(({ school }) => school.urn),
  );
  const answers = new Map(schools.map(({ school, answer }) => [school.urn, answer]));
  for (const { school } of before) answers.delete(school.urn);
  const reason = "To send your attendance every week, and to show you how it compares with the year before.";
  await requestAccess(database, vendor, { urns: [...answers.keys()], capabilities: ["ATTENDANCE"], reason });
  for (const { id, urn } of await findRequests(database, vendor, { status: "ASKED", first: answers.size })) {
    const answer = answers.get(urn)!;
    if (agrees.has(answer)) await grantRequest(database, ofSchool(urn), id);
    if (answer === "DECLINED") await declineRequest(database, ofSchool(urn), id);
  }
}

/** As each school would, but in one statement: hundreds take seconds. */
async function grantAll(database: Database, { clientId }: Viewer, urns: readonly number[]): Promise<void> {
  const acts = "'ACCESS_GRANTED', 'GRANT', client_id || ' ATTENDANCE urn ' || urn, urn, NULL FROM granted";
  await database.query(
    `WITH granted AS (
       INSERT INTO "grant" (id, client_id, capability, urn)
       SELECT gen_random_uuid(), $4::uuid, 'ATTENDANCE', unnest($5::int[]) ON CONFLICT DO NOTHING
       RETURNING client_id, urn
     ) ${recordActs(acts)}`,
    [...actorParameters({ ...anonymous, role: "SCHOOL" }), clientId, urns],
  );
}

async function revoke(database: Database, { clientId }: Viewer, urn: number): Promise<void> {
  const [grant] = await findGrants(database, ofSchool(urn), { clientId, capability: "ATTENDANCE", first: 1 });
  if (grant) await revokeGrant(database, ofSchool(urn), grant.id);
}
