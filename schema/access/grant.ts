// Grants of clients, and the vendors that a school can grant access to.
import { listVendors, type Client as StoredClient } from "../../src/access/clients.js";
import { findGrants, grantsOf, type Grant as StoredGrant } from "../../src/access/grants.js";
import { builder } from "../builder.js";
import { batched } from "../loader.js";
import { forwardPage, pageCost, placeOf, readPlace } from "../page.js";
import { loadSchool, School } from "../schools/school.js";

const grants = { access: "grants" } as const;

export const Capability = builder.enumType("Capability", {
  description: "Access that can be granted.",
  values: {
    TARGETS: { description: "Read issued targets." },
    PARTNERSHIPS: { description: "Read partnerships. A vendor needs a grant from both schools." },
  },
});

export const Grant = builder.objectRef<StoredGrant>("Grant").implement({
  description:
    "Permission for a client to read more than its role allows: for one school, trust or local authority or, if none is named, for every school in the client's own scope.",
  fields: (t) => ({
    id: t.exposeID("id", { ...grants, description: "ID to pass to revokeAccess." }),
    clientId: t.exposeID("clientId", { ...grants, description: "ID of the client." }),
    clientName: t.exposeString("clientName", { ...grants, description: "Name of the client." }),
    capability: t.expose("capability", { type: Capability, ...grants, description: "What the client may read." }),
    school: t.field({
      type: School,
      ...grants,
      description: "School that the grant covers; for a vendor, the school that gave it.",
      resolve: ({ urn }, _args, context) => (urn === null ? null : loadSchool(context, urn, undefined)),
    }),
    trustCode: t.exposeInt("trustCode", {
      ...grants,
      description: "Code of the trust whose schools the grant covers.",
    }),
    laCode: t.exposeInt("laCode", {
      ...grants,
      description: "Code of the local authority whose schools the grant covers.",
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...grants, description: "Time when the grant was made." }),
  }),
});

export const loadGrants = batched(({ database, viewer }, clientIds: readonly string[]) =>
  grantsOf(database, viewer, clientIds),
);

const Vendor = builder.objectRef<Pick<StoredClient, "id" | "name">>("Vendor").implement({
  description: "A vendor of school management information systems.",
  fields: (t) => ({
    id: t.exposeID("id", { ...grants, description: "ID to pass to grantAccess." }),
    name: t.exposeString("name", { ...grants, description: "Name of the vendor." }),
  }),
});

builder.queryFields((t) => ({
  vendors: t.field({
    type: [Vendor],
    ...grants,
    description: "Vendors to which a school can grant access to its own data.",
    resolve: (_root, _args, { database, viewer }) => listVendors(database, viewer),
  }),
  grants: t.connection(
    {
      type: Grant,
      ...grants,
      description:
        "Grants, newest first. A school sees the grants of vendors on its own data, the department every grant.",
      complexity: pageCost,
      args: { clientId: t.arg.id({ description: "Only grants of this client." }) },
      resolve: (_root, { clientId, ...args }, { database, viewer }) =>
        forwardPage(
          args,
          async ({ first, after }) => {
            const items = await findGrants(database, viewer, { first, after: readPlace(after), clientId });
            return { items, hasNextPage: items.length > first };
          },
          ({ createdAt, id }) => placeOf(createdAt, id),
        ),
    },
    { name: "GrantConnection", description: "A page of grants." },
    { name: "GrantEdge", description: "A grant on a page." },
  ),
}));
