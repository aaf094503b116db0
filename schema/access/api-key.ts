// API keys, as shown to those who manage them, and mutations that add, rotate and revoke them. The key itself is shown
// only once.
import { addKey, keysOf, revokeKey, rotateKey, type ApiKey as StoredKey } from "../../src/access/keys.js";
import { builder } from "../builder.js";
import { creates } from "../creates.js";
import { batchedRead } from "../loader.js";
import { client, department } from "../readers.js";

const time = (description: string) => ({ type: "DateTime", ...client(description) }) as const;

export const ApiKey = builder.objectRef<StoredKey>("ApiKey").implement({
  description: "An API key of a client. The key itself is only shown once, when it is created.",
  fields: (t) => ({
    id: t.exposeID("id", client("ID to pass to rotateKey or revokeKey.")),
    name: t.exposeString("name", client("Name of the key.")),
    createdAt: t.expose("createdAt", time("Time when the key was created.")),
    expiresAt: t.expose("expiresAt", time("Time when the key expires; null if never.")),
    revokedAt: t.expose("revokedAt", time("Time when the key was revoked; null if it was not.")),
    lastUsedAt: t.expose("lastUsedAt", time("Time when the key was last used, to the minute.")),
  }),
});

export const loadKeys = batchedRead(keysOf);

creates(
  "addKey",
  {
    description: "The key to add.",
    inputFields: (t) => ({
      clientId: t.id({ required: true, description: "ID of the client." }),
      name: t.string({ required: true, description: "Name of the key, such as the system that will use it." }),
      expiresAt: t.field({ type: "DateTime", description: "Time when the key expires; never if omitted." }),
    }),
  },
  {
    ...department("Adds a key to a client. The key is returned here only and is never shown again."),
    resolve: (_root, { input }, { database, viewer }) => addKey(database, viewer, input),
  },
  {
    description: "The new key.",
    outputFields: (t) => ({
      key: t.exposeString("key", department("The key itself, shown only once.")),
      apiKey: t.expose("apiKey", { type: ApiKey, ...department("Stored details of the new key.") }),
    }),
  },
);

creates(
  "rotateKey",
  {
    description: "The key to replace.",
    inputFields: (t) => ({
      keyId: t.id({ description: "ID of the key; the key used for this request if omitted." }),
      overlapHours: t.int({
        description: "Number of hours for which the old key still works: 0 to 720, 24 if omitted.",
      }),
    }),
  },
  {
    ...client(
      "Replaces a key with a new one of the same name and expiry. The new key is returned here only and is never shown again. A client can replace its own keys, the department any key.",
    ),
    resolve: (_root, { input: { keyId, overlapHours } }, { database, viewer }) =>
      rotateKey(database, viewer, { keyId, overlapHours: overlapHours ?? undefined }),
  },
  {
    description: "The new key and the one that it replaces.",
    outputFields: (t) => ({
      key: t.exposeString("key", client("The new key itself, shown only once.")),
      apiKey: t.expose("apiKey", { type: ApiKey, ...client("Stored details of the new key.") }),
      replaced: t.expose("replaced", { type: ApiKey, ...client("The old key, with the time when it stops working.") }),
    }),
  },
);

builder.relayMutationField(
  "revokeKey",
  {
    description: "The key to revoke.",
    inputFields: (t) => ({ keyId: t.id({ required: true, description: "ID of the key." }) }),
  },
  {
    ...client("Revokes a key immediately. A client can revoke its own keys, the department any key."),
    resolve: async (_root, { input }, { database, viewer }) => ({
      apiKey: await revokeKey(database, viewer, input.keyId),
    }),
  },
  {
    description: "The revoked key.",
    outputFields: (t) => ({ apiKey: t.expose("apiKey", { type: ApiKey, ...client("The revoked key.") }) }),
  },
);
