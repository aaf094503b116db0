// Clients: who may ask, and with what.
import { listClients, type Client as StoredClient } from "../../src/access/clients.js";
import { maxListedGrants } from "../../src/access/grants.js";
import { builder } from "../builder.js";
import { forwardPage, pageCost, readKey } from "../page.js";
import { loadSchool, School } from "../schools/school.js";
import { ApiKey, loadKeys } from "./api-key.js";
import { Grant, loadGrants } from "./grant.js";
import { Role } from "./viewer.js";

const department = { access: "department" } as const;

export const Client = builder.objectRef<StoredClient>("Client").implement({
  description: "Somebody who asks with a key or a token.",
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
    subject: t.exposeString("subject", {
      ...department,
      description: "The claim `sub` of its tokens; null: it asks with keys alone.",
    }),
    createdAt: t.field({
      type: "DateTime",
      ...department,
      description: "When it was made.",
      resolve: ({ createdAt }) => new Date(createdAt),
    }),
    revokedAt: t.field({
      type: "DateTime",
      ...department,
      description: "When its keys and tokens stopped working.",
      resolve: ({ revokedAt }) => revokedAt && new Date(revokedAt),
    }),
    keys: t.field({
      type: [ApiKey],
      ...department,
      complexity: { field: 1, multiplier: 3 },
      description: "Its keys: those that work first, then those that work no more; newest first, at most 100.",
      resolve: ({ id }, _args, context) => loadKeys(context, id, undefined),
    }),
    grants: t.field({
      type: [Grant],
      ...department,
      complexity: { field: 1, multiplier: 3 },
      description: `What it was granted: the newest ${maxListedGrants}; \`grants(clientId:)\` pages through all.`,
      resolve: ({ id }, _args, context) => loadGrants(context, id, undefined),
    }),
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
}));
