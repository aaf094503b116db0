// Clients and what they were granted.
import { listClients, listVendors, type Client as StoredClient } from "../src/access/clients.js";
import { findGrants, type Grant as StoredGrant } from "../src/access/grants.js";
import { builder } from "./builder.js";
import { batched } from "./loader.js";
import { forwardPage, pageCost, readKey } from "./page.js";
import { loadSchool, School } from "./school.js";
import { Role } from "./viewer.js";

const department = { access: "department" } as const;
const grants = { access: "grants" } as const;

export const Capability = builder.enumType("Capability", {
  description: "What can be granted.",
  values: {
    TARGETS: { description: "Reading issued targets." },
    PARTNERSHIPS: { description: "Reading partnerships: a vendor needs the grant of both schools." },
  },
});

export const Grant = builder.objectRef<StoredGrant>("Grant").implement({
  description: "Something that a client may read beyond its role.",
  fields: (t) => ({
    id: t.exposeID("id", { ...grants, description: "Give it to revokeAccess." }),
    clientId: t.exposeID("clientId", { ...grants, description: "Id of the client." }),
    clientName: t.exposeString("clientName", { ...grants, description: "Name of the client." }),
    capability: t.expose("capability", { type: Capability, ...grants, description: "What it may read." }),
    school: t.field({
      type: School,
      ...grants,
      description: "The school that agreed; null: every school of the client's own scope.",
      resolve: ({ urn }, _args, context) => (urn === null ? null : loadSchool(context, urn, undefined)),
    }),
    createdAt: t.field({
      type: "DateTime",
      ...grants,
      description: "Since when.",
      resolve: ({ createdAt }) => new Date(createdAt),
    }),
  }),
});

const loadGrants = batched(async ({ database, viewer }, clientIds: readonly string[]) => {
  const found = await findGrants(database, viewer, clientIds);
  return clientIds.map((id) => found.filter(({ clientId }) => clientId === id));
});

export const Client = builder.objectRef<StoredClient>("Client").implement({
  description: "Somebody who asks with a key.",
  fields: (t) => ({
    id: t.exposeID("id", { ...department, description: "Its id." }),
    name: t.exposeString("name", { ...department, description: "Whose it is." }),
    role: t.expose("role", { type: Role, ...department, description: "What it may do; it never changes." }),
    school: t.field({
      type: School,
      ...department,
      description: "The school of a SCHOOL client.",
      resolve: ({ urn }, _args, context) => (urn === null ? null : loadSchool(context, urn, undefined)),
    }),
    trustCode: t.exposeInt("trustCode", { ...department, description: "The trust of a TRUST client." }),
    laCode: t.exposeInt("laCode", { ...department, description: "The authority of a LOCAL_AUTHORITY client." }),
    createdAt: t.field({
      type: "DateTime",
      ...department,
      description: "When it was made.",
      resolve: ({ createdAt }) => new Date(createdAt),
    }),
    revokedAt: t.field({
      type: "DateTime",
      ...department,
      description: "When its keys stopped working.",
      resolve: ({ revokedAt }) => revokedAt && new Date(revokedAt),
    }),
    grants: t.field({
      type: [Grant],
      ...department,
      complexity: { field: 1, multiplier: 3 },
      description: "What it was granted.",
      resolve: ({ id }, _args, context) => loadGrants(context, id, undefined),
    }),
  }),
});

const Vendor = builder.objectRef<Pick<StoredClient, "id" | "name">>("Vendor").implement({
  description: "A vendor of school management information systems.",
  fields: (t) => ({
    id: t.exposeID("id", { ...grants, description: "Give it to grantAccess." }),
    name: t.exposeString("name", { ...grants, description: "Its name." }),
  }),
});

builder.queryFields((t) => ({
  clients: t.connection(
    {
      type: Client,
      ...department,
      description: "Clients, newest first.",
      complexity: pageCost,
      resolve: (_root, args, { database, viewer }) =>
        forwardPage(
          args,
          async ({ first, after }) => {
            const clients = await listClients(database, viewer, { limit: first + 1, after: after && readKey(after) });
            return { items: clients.slice(0, first), hasNextPage: clients.length > first };
          },
          ({ id }) => id,
        ),
    },
    { name: "ClientConnection", description: "A page of clients." },
    { name: "ClientEdge", description: "A client in a page." },
  ),
  vendors: t.field({
    type: [Vendor],
    ...grants,
    description: "Vendors that a school can let read of it.",
    resolve: (_root, _args, { database, viewer }) => listVendors(database, viewer),
  }),
  grants: t.field({
    type: [Grant],
    ...grants,
    description: "For a school: what vendors may read of it. For the department: every grant.",
    resolve: (_root, _args, { database, viewer }) => findGrants(database, viewer),
  }),
}));
