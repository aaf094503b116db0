// Clients, their keys and their grants.
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
  description: "A user of the API that has a key or a token.",
  fields: (t) => ({
    id: t.exposeID("id", { ...department, description: "ID of the client." }),
    name: t.exposeString("name", { ...department, description: "Name of the client." }),
    role: t.expose("role", { type: Role, ...department, description: "Role of the client. It never changes." }),
    school: t.field({
      type: School,
      ...department,
      description: "School of a SCHOOL client.",
      resolve: ({ urn }, _args, context) => (urn === null ? null : loadSchool(context, urn, undefined)),
    }),
    trustCode: t.exposeInt("trustCode", { ...department, description: "Code of the trust of a TRUST client." }),
    laCode: t.exposeInt("laCode", {
      ...department,
      description: "Code of the local authority of a LOCAL_AUTHORITY client.",
    }),
    subject: t.exposeString("subject", {
      ...department,
      description: "Claim `sub` of the client's tokens; null if it only uses keys.",
    }),
    createdAt: t.expose("createdAt", {
      type: "DateTime",
      ...department,
      description: "Time when the client was created.",
    }),
    revokedAt: t.expose("revokedAt", {
      type: "DateTime",
      ...department,
      description: "Time when the client was revoked; null if it was not.",
    }),
    keys: t.field({
      type: [ApiKey],
      ...department,
      complexity: { field: 1, multiplier: 3 },
      description: "Keys of the client: valid keys first, then the others, each newest first; at most 100.",
      resolve: ({ id }, _args, context) => loadKeys(context, id, undefined),
    }),
    grants: t.field({
      type: [Grant],
      ...department,
      complexity: { field: 1, multiplier: 3 },
      description: `Grants of the client: the newest ${maxListedGrants}. Use \`grants(clientId:)\` to page through all of them.`,
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
    { name: "ClientEdge", description: "A client on a page." },
  ),
}));
