// API keys, as those may see them who manage them: never the key itself.
import { keysOf, type ApiKey as StoredKey } from "../../src/access/keys.js";
import { builder } from "../builder.js";
import { batched } from "../loader.js";

const client = { access: "client" } as const;

export const ApiKey = builder.objectRef<StoredKey>("ApiKey").implement({
  description: "A key that a client asks with. The key itself is shown once, when it is made.",
  fields: (t) => ({
    id: t.exposeID("id", { ...client, description: "Give it to rotateKey or revokeKey." }),
    name: t.exposeString("name", { ...client, description: "What it is called." }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...client, description: "When it was made." }),
    expiresAt: t.expose("expiresAt", {
      type: "DateTime",
      ...client,
      description: "When it stops working; null: never.",
    }),
    revokedAt: t.expose("revokedAt", { type: "DateTime", ...client, description: "When it was revoked." }),
    lastUsedAt: t.expose("lastUsedAt", {
      type: "DateTime",
      ...client,
      description: "When it was last used, to the minute.",
    }),
  }),
});

export const loadKeys = batched(({ database, viewer }, clientIds: readonly string[]) =>
  keysOf(database, viewer, clientIds),
);
