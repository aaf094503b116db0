// API keys: shown once, kept as a hash, looked up by it. A key that is unknown, expired or revoked is an error, never the public view.
import { createHash, randomBytes } from "node:crypto";
import type { Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import { anonymous, type Capability, type Role, type Viewer } from "./viewer.js";

const prefix = "kindred_";

/** A new key: 32 random bytes. Whoever holds it is the client; only its hash is stored. */
export const newKey = (): string => prefix + randomBytes(32).toString("base64url");

/** What is stored of a key. The key is random, so a plain sha256 cannot be searched. */
export const hashKey = (key: string): string => createHash("sha256").update(key).digest("hex");

const refused = () =>
  new KindredError(
    "UNAUTHENTICATED",
    "The Authorization header is not 'Bearer' with a key that is known, current and not revoked. Without the header you are answered as anyone is.",
  );

interface KeyRow {
  client_id: string;
  role: Exclude<Role, "ANONYMOUS">;
  name: string;
  urn: number | null;
  trust_code: number | null;
  la_code: number | null;
  grants: { capability: Capability; urn: number | null }[];
}

/** One statement: the key, its client and the client's grants, all as they are now. */
const lookUp = `
  SELECT client.id AS client_id, client.role, client.name, client.urn, client.trust_code, client.la_code,
    coalesce((SELECT json_agg(json_build_object('capability', capability, 'urn', "grant".urn))
      FROM "grant" WHERE "grant".client_id = client.id), '[]') AS grants
  FROM api_key JOIN client ON client.id = api_key.client_id
  WHERE api_key.hash = $1 AND api_key.revoked_at IS NULL AND client.revoked_at IS NULL
    AND (api_key.expires_at IS NULL OR api_key.expires_at > $2)`;

/**
 * Who asks, by the value of the Authorization header (null: nobody in particular).
 * @throws KindredError UNAUTHENTICATED
 */
export async function viewerOf(database: Sql, authorization: string | null, now: Date): Promise<Viewer> {
  if (authorization === null) return anonymous;
  const key = /^Bearer (kindred_[\w-]{43})$/.exec(authorization)?.[1];
  if (!key) throw refused();
  const [row] = await database.query<KeyRow>(lookUp, [hashKey(key), now.toISOString()]);
  if (!row) throw refused();
  return {
    role: row.role,
    clientId: row.client_id,
    name: row.name,
    urn: row.urn,
    trustCode: row.trust_code,
    laCode: row.la_code,
    // Ofsted can hold nothing but what is public: the database refuses such a grant, and so does this.
    grants: row.role === "OFSTED" ? [] : row.grants,
  };
}
