// Giving, replacing and ending keys.
import { addKey, revokeKey, rotateKey } from "../../src/access/keys.js";
import { builder } from "../builder.js";
import { ApiKey } from "./api-key.js";

const client = { access: "client" } as const;
const department = { access: "department" } as const;

builder.relayMutationField(
  "addKey",
  {
    description: "A key to give.",
    inputFields: (t) => ({
      clientId: t.id({ required: true, description: "Id of the client." }),
      name: t.string({ required: true, description: "What it is called: the system that will ask with it, say." }),
      expiresAt: t.field({ type: "DateTime", description: "When it stops working; never where it is not given." }),
    }),
  },
  {
    ...department,
    description: "Gives a client another key, which is in this answer and nowhere else.",
    resolve: (_root, { input }, { database, viewer }) => addKey(database, viewer, input),
  },
  {
    description: "The key that was made.",
    outputFields: (t) => ({
      key: t.exposeString("key", { ...department, description: "The key, shown this once." }),
      apiKey: t.expose("apiKey", { type: ApiKey, ...department, description: "What is kept of it." }),
    }),
  },
);

builder.relayMutationField(
  "rotateKey",
  {
    description: "A key to replace.",
    inputFields: (t) => ({
      keyId: t.id({ description: "Its id; the key that you ask with where it is not given." }),
      overlapHours: t.int({
        description: "Hours for which it still works beside the new one: 0 to 720, 24 unless given.",
      }),
    }),
  },
  {
    ...client,
    description:
      "Replaces a key by one of the same name and expiry, which is in this answer and nowhere else: a client its own, the department any.",
    resolve: (_root, { input: { keyId, overlapHours } }, { database, viewer }) =>
      rotateKey(database, viewer, { keyId, overlapHours: overlapHours ?? undefined }),
  },
  {
    description: "The key that was made and the one that it replaces.",
    outputFields: (t) => ({
      key: t.exposeString("key", { ...client, description: "The new key, shown this once." }),
      apiKey: t.expose("apiKey", { type: ApiKey, ...client, description: "What is kept of it." }),
      replaced: t.expose("replaced", {
        type: ApiKey,
        ...client,
        description: "The old key, with when it stops working.",
      }),
    }),
  },
);

builder.relayMutationField(
  "revokeKey",
  {
    description: "A key to revoke.",
    inputFields: (t) => ({ keyId: t.id({ required: true, description: "Its id." }) }),
  },
  {
    ...client,
    description: "Stops a key at once: a client its own, the department any.",
    resolve: async (_root, { input }, { database, viewer }) => ({
      apiKey: await revokeKey(database, viewer, input.keyId),
    }),
  },
  {
    description: "The key that was revoked.",
    outputFields: (t) => ({
      apiKey: t.expose("apiKey", { type: ApiKey, ...client, description: "The key." }),
    }),
  },
);
