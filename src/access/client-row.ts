// A registered client: its database row, and the viewer made from it.
import type { ClientRole } from "./roles.js";
import type { GrantedSet, Viewer } from "./viewer.js";

export interface ClientRow {
  client_id: string;
  role: ClientRole;
  name: string;
  urn: number | null;
  trust_code: number | null;
  la_code: number | null;
  grants: GrantedSet[];
}

/** Columns of a `ClientRow` from `client`, with its current grants. */
export const clientColumns = `client.id AS client_id, client.role, client.name, client.urn, client.trust_code, client.la_code,
  coalesce((SELECT json_agg(json_build_object('capability', capability, 'urn', "grant".urn,
      'trustCode', "grant".trust_code, 'laCode', "grant".la_code))
    FROM "grant" WHERE "grant".client_id = client.id), '[]') AS grants`;

export const toViewer = (row: ClientRow): Viewer => ({
  role: row.role,
  clientId: row.client_id,
  keyId: null,
  name: row.name,
  urn: row.urn,
  trustCode: row.trust_code,
  laCode: row.la_code,
  // Ofsted reads only what is public. The database rejects such a grant too.
  grants: row.role === "OFSTED" ? [] : row.grants,
});
