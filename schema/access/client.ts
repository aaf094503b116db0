// Clients, their keys and their grants, and mutations that create and revoke clients.
import {
  createClient,
  createTokenClient,
  listClients,
  revokeClient,
  type Client as StoredClient,
} from "../../src/access/clients.js";
import { maxListedGrants } from "../../src/access/grants.js";
import { refuse } from "../../src/errors.js";
import { builder } from "../builder.js";
import { creates } from "../creates.js";
import { newestFirst, pageCost } from "../page.js";
import { department } from "../readers.js";
import { School, schoolOf } from "../schools/school.js";
import { ApiKey, loadKeys } from "./api-key.js";
import { Grant, loadGrants } from "./grant.js";
import { Role } from "./role.js";

const time = (description: string) => ({ type: "DateTime", ...department(description) }) as const;

const Client = builder.objectRef<StoredClient>("Client").implement({
  description: "A user of the API that has a key or a token.",
  fields: (t) => ({
    id: t.exposeID("id", department("ID of the client.")),
    name: t.exposeString("name", department("Name of the client.")),
    role: t.expose("role", { type: Role, ...department("Role of the client. It never changes.") }),
    school: t.field({ type: School, ...department("School of a SCHOOL client."), resolve: schoolOf }),
    trustCode: t.exposeInt("trustCode", department("Code of the trust of a TRUST client.")),
    laCode: t.exposeInt("laCode", department("Code of the local authority of a LOCAL_AUTHORITY client.")),
    subject: t.exposeString("subject", department("Claim `sub` of the client's tokens; null if it only uses keys.")),
    createdAt: t.expose("createdAt", time("Time when the client was created.")),
    revokedAt: t.expose("revokedAt", time("Time when the client was revoked; null if it was not.")),
    keys: t.field({
      type: [ApiKey],
      ...department("Keys of the client: valid keys first, then the others, each newest first; at most 100."),
      complexity: { field: 1, multiplier: 3 },
      resolve: ({ id }, _args, context) => loadKeys(context, id),
    }),
    grants: t.field({
      type: [Grant],
      ...department(
        `Grants of the client: the newest ${maxListedGrants}. Use \`grants(clientId:)\` to page through all of them.`,
      ),
      complexity: { field: 1, multiplier: 3 },
      resolve: ({ id }, _args, context) => loadGrants(context, id),
    }),
  }),
});

builder.queryFields((t) => ({
  clients: t.connection(
    {
      type: Client,
      ...department("Clients, newest first."),
      complexity: pageCost,
      resolve: (_root, args, { database, viewer }) => newestFirst(args, (page) => listClients(database, viewer, page)),
    },
    { name: "ClientConnection", description: "A page of clients." },
    { name: "ClientEdge", description: "A client on a page." },
  ),
}));

creates(
  "createClient",
  {
    description: "The client to create.",
    inputFields: (t) => ({
      name: t.string({ required: true, description: "Name of the client." }),
      role: t.field({ type: Role, required: true, description: "Role of the client. It never changes." }),
      urn: t.int({ description: "URN of the school of a SCHOOL client." }),
      trustCode: t.int({ description: "Code of the trust of a TRUST client." }),
      laCode: t.int({ description: "Code of the local authority of a LOCAL_AUTHORITY client." }),
      expiresAt: t.field({ type: "DateTime", description: "Time when its key expires; never if omitted." }),
      subject: t.string({ description: "Claim `sub` of the client's tokens. A client with a subject gets no key." }),
    }),
  },
  {
    ...department(
      "Creates a client with one key, which is returned here only and never shown again; or a client that uses tokens from the configured issuer.",
    ),
    resolve: async (_root, { input: { role, subject, expiresAt, ...rest } }, { database, viewer }) => {
      if (role === "ANONYMOUS") refuse("role: ANONYMOUS access needs no client.");
      if (subject == null) return createClient(database, viewer, { role, expiresAt, ...rest });
      if (expiresAt) refuse("expiresAt: a client with a subject has no key to expire.");
      return { client: await createTokenClient(database, viewer, { role, subject, ...rest }), key: null };
    },
  },
  {
    description: "The new client and its key.",
    outputFields: (t) => ({
      client: t.field({ type: Client, ...department("The new client."), resolve: ({ client }) => client }),
      key: t.exposeString("key", department("Key of the client, shown only once; null if the client has a subject.")),
    }),
  },
);

builder.relayMutationField(
  "revokeClient",
  {
    description: "The client to revoke.",
    inputFields: (t) => ({ clientId: t.id({ required: true, description: "ID of the client." }) }),
  },
  {
    ...department("Revokes a client: its keys and tokens stop working immediately."),
    resolve: (_root, { input }, { database, viewer }) => revokeClient(database, viewer, input.clientId),
  },
  {
    description: "The revoked client.",
    outputFields: (t) => ({
      client: t.field({
        type: Client,
        ...department("The revoked client."),
        resolve: (client: StoredClient) => client,
      }),
    }),
  },
);
