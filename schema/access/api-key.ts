// API keys, as shown to those who manage them: never the key itself.
import { keysOf, type ApiKey as StoredKey } from "../../src/access/keys.js";
import { builder } from "../builder.js";
import { batched } from "../loader.js";

const client = { access: "client" } as const;

export const ApiKey = builder.objectRef<StoredKey>("ApiKey").implement({
  description: "An API key of a client. The key itself is only shown once, when it is created.",
  fields: (t) => ({
    id: t.exposeID("id", { ...client, description: "ID to pass to rotateKey or revokeKey." }),
    name: t.exposeString("name", { ...client, description: "Name of the key." }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...client, description: "Time when the key was created." }),
    expiresAt: t.expose("expiresAt", {
      type: "DateTime",
      ...client,
      description: "Time when the key expires; null if never.",
    }),
    revokedAt: t.expose("revokedAt", {
      type: "DateTime",
      ...client,
      description: "Time when the key was revoked; null if it was not.",
    }),
    lastUsedAt: t.expose("lastUsedAt", {
      type: "DateTime",
      ...client,
      description: "Time when the key was last used, to the minute.",
    }),
  }),
});

export const loadKeys = batched(({ database, viewer }, clientIds: readonly string[]) =>
  keysOf(database, viewer, clientIds),
);
