// Making and revoking clients, granting and revoking access.
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
    description: "A client to make.",
    inputFields: (t) => ({
      name: t.string({ required: true, description: "Whose it is." }),
      role: t.field({ type: Role, required: true, description: "What it may do; it never changes." }),
      urn: t.int({ description: "The school of a SCHOOL client." }),
      trustCode: t.int({ description: "The trust of a TRUST client." }),
      laCode: t.int({ description: "The authority of a LOCAL_AUTHORITY client." }),
      expiresAt: t.field({ type: "DateTime", description: "When its key stops working; never where it is not given." }),
      subject: t.string({ description: "The claim `sub` of its tokens: it gets no key then." }),
    }),
  },
  {
    ...department,
    description:
      "Makes a client with one key, which is in this answer and nowhere else; or one that asks with tokens of the configured issuer.",
    resolve: async (_root, { input: { role, subject, expiresAt, ...rest } }, { database, viewer }) => {
      if (role === "ANONYMOUS") throw new KindredError("BAD_ARGUMENT", "role: anyone needs no client.");
      if (subject == null) return createClient(database, viewer, { role, expiresAt, ...rest });
      if (expiresAt) throw new KindredError("BAD_ARGUMENT", "expiresAt: a client with a subject has no key to expire.");
      return { client: await createTokenClient(database, viewer, { role, subject, ...rest }), key: null };
    },
  },
  {
    description: "The client that was made.",
    outputFields: (t) => ({
      client: t.field({ type: Client, ...department, description: "The client.", resolve: ({ client }) => client }),
      key: t.exposeString("key", {
        ...department,
        description: "Its key, shown this once; null where it has a subject.",
      }),
    }),
  },
);

builder.relayMutationField(
  "revokeClient",
  {
    description: "A client to revoke.",
    inputFields: (t) => ({ clientId: t.id({ required: true, description: "Its id." }) }),
  },
  {
    ...department,
    description: "Stops a client's keys and tokens at once.",
    resolve: (_root, { input }, { database, viewer }) => revokeClient(database, viewer, input.clientId),
  },
  {
    description: "The client that was revoked.",
    outputFields: (t) => ({
      client: t.field({
        type: Client,
        ...department,
        description: "The client.",
        resolve: (client: StoredClient) => client,
      }),
    }),
  },
);

const grantOutput = {
  description: "The grant.",
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
    description: "Access to grant.",
    inputFields: (t) => ({
      clientId: t.id({
        required: true,
        description:
          "Id of the client: of a vendor for a school, of a trust, local authority or analyst for the department.",
      }),
      capability: t.field({ type: Capability, required: true, description: "What it may read." }),
      urn: t.int({ description: "Of this school alone; a school's client need not say that it is its own." }),
      trustCode: t.int({ ...department, description: "Of this trust's schools alone." }),
      laCode: t.int({ ...department, description: "Of this local authority's schools alone." }),
    }),
  },
  {
    ...grants,
    description:
      "A school lets a vendor read of it; the department lets a client read of schools: where it names none, of all of the client's own scope.",
    resolve: (_root, { input: { urn = null, trustCode = null, laCode = null, ...rest } }, { database, viewer }) =>
      grantCapability(database, viewer, { urn, trustCode, laCode, ...rest }),
  },
  grantOutput,
);

builder.relayMutationField(
  "revokeAccess",
  {
    description: "Access to revoke.",
    inputFields: (t) => ({ grantId: t.id({ required: true, description: "Id of the grant." }) }),
  },
  {
    ...grants,
    description: "Ends a grant from the next request on: a school those about it, the department any.",
    resolve: (_root, { input }, { database, viewer }) => revokeGrant(database, viewer, input.grantId),
  },
  grantOutput,
);
