// A registered client with its current grants, and the viewer made from it.
import type { Kysely } from "kysely";
import { jsonBuildObject } from "kysely/helpers/postgres";
import type { Tables } from "../database/query-builder.js";
import type { ClientRole } from "./roles.js";
import type { GrantedSet, SchoolSet, Viewer } from "./viewer.js";

interface ClientRow extends SchoolSet {
  readonly clientId: string;
  readonly role: ClientRole;
  readonly name: string;
  /** Null if it has none. */
  readonly grants: GrantedSet[] | null;
}

/** Every client with its current grants, revoked ones included, to be filtered. */
export const selectClientsWithGrants = (builder: Kysely<Tables>) =>
  builder
    .selectFrom("client")
    .select(["client.id as clientId", "client.role", "client.name", "client.urn", "client.trustCode", "client.laCode"])
    .select(({ selectFrom }) =>
      selectFrom("grant")
        .whereRef("grant.clientId", "=", "client.id")
        .select(({ fn, ref }) => {
          const [urn, trustCode, laCode] = [ref("grant.urn"), ref("grant.trustCode"), ref("grant.laCode")];
          const grant = jsonBuildObject({ capability: ref("grant.capability"), urn, trustCode, laCode });
          return fn.jsonAgg(grant).as("grants");
        })
        .as("grants"),
    )
    .$castTo<ClientRow>();

export const toViewer = ({ clientId, role, name, urn, trustCode, laCode, grants }: ClientRow): Viewer => ({
  role,
  clientId,
  keyId: null,
  name,
  urn,
  trustCode,
  laCode,
  // Ofsted reads only what is public. The database rejects such a grant too.
  grants: role === "OFSTED" ? [] : (grants ?? []),
});
