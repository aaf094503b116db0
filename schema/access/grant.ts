// What clients were granted, and to whom a school can grant.
import { listVendors, type Client as StoredClient } from "../../src/access/clients.js";
import { findGrants, grantsOf, type Grant as StoredGrant } from "../../src/access/grants.js";
import { builder } from "../builder.js";
import { batched } from "../loader.js";
import { forwardPage, pageCost, placeOf, readPlace } from "../page.js";
import { loadSchool, School } from "../schools/school.js";

const grants = { access: "grants" } as const;

export const Capability = builder.enumType("Capability", {
  description: "What can be granted.",
  values: {
    TARGETS: { description: "Reading issued targets." },
    PARTNERSHIPS: { description: "Reading partnerships: a vendor needs the grant of both schools." },
  },
});

export const Grant = builder.objectRef<StoredGrant>("Grant").implement({
  description:
    "Something that a client may read beyond its role: of one school, trust or authority, or where none is named of every school of the client's own scope.",
  fields: (t) => ({
    id: t.exposeID("id", { ...grants, description: "Give it to revokeAccess." }),
    clientId: t.exposeID("clientId", { ...grants, description: "Id of the client." }),
    clientName: t.exposeString("clientName", { ...grants, description: "Name of the client." }),
    capability: t.expose("capability", { type: Capability, ...grants, description: "What it may read." }),
    school: t.field({
      type: School,
      ...grants,
      description: "The school that it is about: for a vendor, the one that agreed.",
      resolve: ({ urn }, _args, context) => (urn === null ? null : loadSchool(context, urn, undefined)),
    }),
    trustCode: t.exposeInt("trustCode", { ...grants, description: "The trust whose schools it is about." }),
    laCode: t.exposeInt("laCode", { ...grants, description: "The local authority whose schools it is about." }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...grants, description: "Since when." }),
  }),
});

export const loadGrants = batched(({ database, viewer }, clientIds: readonly string[]) =>
  grantsOf(database, viewer, clientIds),
);

const Vendor = builder.objectRef<Pick<StoredClient, "id" | "name">>("Vendor").implement({
  description: "A vendor of school management information systems.",
  fields: (t) => ({
    id: t.exposeID("id", { ...grants, description: "Give it to grantAccess." }),
    name: t.exposeString("name", { ...grants, description: "Its name." }),
  }),
});

builder.queryFields((t) => ({
  vendors: t.field({
    type: [Vendor],
    ...grants,
    description: "Vendors that a school can let read of it.",
    resolve: (_root, _args, { database, viewer }) => listVendors(database, viewer),
  }),
  grants: t.connection(
    {
      type: Grant,
      ...grants,
      description: "For a school: what vendors may read of it. For the department: every grant. Newest first.",
      complexity: pageCost,
      args: { clientId: t.arg.id({ description: "Of this client alone." }) },
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
    { name: "GrantEdge", description: "A grant in a page." },
  ),
}));
