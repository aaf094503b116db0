// A registered client as the database has it, and as the viewer it makes.
import type { ClientRole } from "./roles.js";
import type { Granted, Viewer } from "./viewer.js";

export interface ClientRow {
  client_id: string;
  role: ClientRole;
  name: string;
  urn: number | null;
  trust_code: number | null;
  la_code: number | null;
  grants: Granted[];
}

/** Columns over `client`: with its grants, all as they are now. */
export const clientColumns = `client.id AS client_id, client.role, client.name, client.urn, client.trust_code, client.la_code,
  coalesce((SELECT json_agg(json_build_object('capability', capability, 'urn', "grant".urn,
      'trustCode', "grant".trust_code, 'laCode', "grant".la_code))
    FROM "grant" WHERE "grant".client_id = client.id), '[]') AS grants`;

export const asViewer = (row: ClientRow): Viewer => ({
  role: row.role,
  clientId: row.client_id,
  keyId: null,
  name: row.name,
  urn: row.urn,
  trustCode: row.trust_code,
  laCode: row.la_code,
  // Ofsted can hold nothing but what is public: the database refuses such a grant, and so does this.
  grants: row.role === "OFSTED" ? [] : row.grants,
});
