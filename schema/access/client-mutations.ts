// Mutations that create and revoke clients, and grant and revoke access.
import {
  createClient,
  createTokenClient,
  revokeClient,
  type Client as StoredClient,
} from "../../src/access/clients.js";
import { grantCapability, revokeGrant, type Grant as StoredGrant } from "../../src/access/grants.js";
import { KindredError } from "../../src/errors.js";
import { builder } from "../builder.js";
import { Client } from "./client.js";
import { Capability, Grant } from "./grant.js";
import { Role } from "./viewer.js";

const department = { access: "department" } as const;
const grants = { access: "grants" } as const;

builder.relayMutationField(
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
    ...department,
    description:
      "Creates a client with one key, which is returned here only and never shown again; or a client that uses tokens from the configured issuer.",
    resolve: async (_root, { input: { role, subject, expiresAt, ...rest } }, { database, viewer }) => {
      if (role === "ANONYMOUS") throw new KindredError("BAD_ARGUMENT", "role: ANONYMOUS access needs no client.");
      if (subject == null) return createClient(database, viewer, { role, expiresAt, ...rest });
      if (expiresAt) throw new KindredError("BAD_ARGUMENT", "expiresAt: a client with a subject has no key to expire.");
      return { client: await createTokenClient(database, viewer, { role, subject, ...rest }), key: null };
    },
  },
  {
    description: "The new client and its key.",
    outputFields: (t) => ({
      client: t.field({ type: Client, ...department, description: "The new client.", resolve: ({ client }) => client }),
      key: t.exposeString("key", {
        ...department,
        description: "Key of the client, shown only once; null if the client has a subject.",
      }),
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
    ...department,
    description: "Revokes a client: its keys and tokens stop working immediately.",
    resolve: (_root, { input }, { database, viewer }) => revokeClient(database, viewer, input.clientId),
  },
  {
    description: "The revoked client.",
    outputFields: (t) => ({
      client: t.field({
        type: Client,
        ...department,
        description: "The revoked client.",
        resolve: (client: StoredClient) => client,
      }),
    }),
  },
);

const grantOutput = {
  description: "The grant that was made or revoked.",
  outputFields: (
    t: PothosSchemaTypes.ObjectFieldBuilder<
      typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never,
      StoredGrant
    >,
  ) => ({
    grant: t.field({ type: Grant, ...grants, description: "The grant.", resolve: (grant: StoredGrant) => grant }),
  }),
};

builder.relayMutationField(
  "grantAccess",
  {
    description: "The access to grant.",
    inputFields: (t) => ({
      clientId: t.id({
        required: true,
        description:
          "ID of the client. A school can grant access to a vendor; the department to a trust, local authority or analyst.",
      }),
      capability: t.field({ type: Capability, required: true, description: "What the client may read." }),
      urn: t.int({
        description: "URN of the school to which the grant is limited. A school can omit its own URN.",
      }),
      trustCode: t.int({ ...department, description: "Code of the trust to whose schools the grant is limited." }),
      laCode: t.int({
        ...department,
        description: "Code of the local authority to whose schools the grant is limited.",
      }),
    }),
  },
  {
    ...grants,
    description:
      "Lets a client read more. A school can let a vendor read the school's own data. The department can let a client read data of the schools it names or, if it names none, of all schools in the client's own scope.",
    resolve: (_root, { input: { urn = null, trustCode = null, laCode = null, ...rest } }, { database, viewer }) =>
      grantCapability(database, viewer, { urn, trustCode, laCode, ...rest }),
  },
  grantOutput,
);

builder.relayMutationField(
  "revokeAccess",
  {
    description: "The access to revoke.",
    inputFields: (t) => ({ grantId: t.id({ required: true, description: "ID of the grant." }) }),
  },
  {
    ...grants,
    description:
      "Revokes a grant with effect from the next request. A school can revoke grants on its own data, the department any grant.",
    resolve: (_root, { input }, { database, viewer }) => revokeGrant(database, viewer, input.grantId),
  },
  grantOutput,
);
