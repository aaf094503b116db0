// kindred client keys, rotate and revoke-key: the keys of a client.
import { Command } from "commander";
import { type ApiKey, addKey, keysOf, revokeKey, rotateKey } from "../access/keys.js";
import { operator } from "../access/operator.js";
import type { Database } from "../database/database.js";
import { isUuid } from "../database/uuid.js";
import { KindredError } from "../errors.js";
import { isoDate, wholeNumber } from "./options.js";
import { withReadingSession, withSession } from "./session.js";

/** `2026-04-01`, or `never` */
export const day = (date: Date | null): string => (date?.getTime() ? date.toISOString().slice(0, 10) : "never");

function stateOf({ revokedAt, expiresAt }: ApiKey): string {
  if (revokedAt) return `revoked ${day(revokedAt)}`;
  return expiresAt ? `expires ${expiresAt.toISOString().slice(0, 16)}Z` : "never expires";
}

const shown = (key: string) => `key ${key}\nThe key is shown this once; only its hash is kept.\n`;

const keys = new Command("keys")
  .description("list a client's keys, newest first")
  .argument("<client>", "its id")
  .action((clientId: string) =>
    withReadingSession(async ({ database }) => {
      for (const key of await keysOfClient(database, clientId)) {
        const { id, name, lastUsedAt } = key;
        process.stdout.write(`${id}  ${name}  (${stateOf(key)}, last asked ${day(lastUsedAt)})\n`);
      }
    }),
  );

const add = new Command("add-key")
  .description("give a client another key and print it, once")
  .argument("<client>", "its id")
  .requiredOption("--name <name>", "what it is called: the system that will ask with it, say")
  .option("--expires <date>", "when it stops working, as 2027-08-31", isoDate)
  .action((clientId: string, { name, expires }: { name: string; expires?: string }) =>
    withSession(async ({ database }) => {
      const expiresAt = expires ? new Date(expires) : null;
      const { key } = await addKey(database, operator, { clientId, name, expiresAt });
      process.stdout.write(shown(key));
    }),
  );

const rotate = new Command("rotate")
  .description("replace a client's key by another and print it, once; the old one works on for a while")
  .argument("<client>", "its id")
  .option("--key <key>", "id of the key, where the client has several")
  .option("--overlap <hours>", "hours for which the old one still works", wholeNumber(0, 720), 24)
  .action((clientId: string, { key: named, overlap }: { key?: string; overlap: number }) =>
    withSession(async ({ database }) => {
      const now = new Date();
      const current = (await keysOfClient(database, clientId)).filter(
        ({ revokedAt, expiresAt }) => !revokedAt && (!expiresAt || expiresAt > now),
      );
      const chosen = named ? current.filter(({ id }) => id === named) : current;
      if (chosen.length !== 1) {
        throw new KindredError(
          "BAD_ARGUMENT",
          `${chosen.length} keys of the client that work fit: give one with --key. See: kindred client keys ${clientId}`,
        );
      }
      const { key, replaced } = await rotateKey(database, operator, { keyId: chosen[0]?.id, overlapHours: overlap });
      process.stdout.write(`${shown(key)}The old key ${stateOf(replaced)}.\n`);
    }),
  );

const revoke = new Command("revoke-key")
  .description("stop one key at once")
  .argument("<key>", "its id, as kindred client keys lists it")
  .action((id: string) =>
    withSession(async ({ database }) => {
      const { name } = await revokeKey(database, operator, id);
      process.stdout.write(`key ${name} no longer works.\n`);
    }),
  );

/** @throws KindredError NOT_FOUND where there is no such client, or none with a key */
async function keysOfClient(database: Database, clientId: string): Promise<ApiKey[]> {
  const [found = []] = isUuid(clientId) ? await keysOf(database, operator, [clientId]) : [];
  if (found.length === 0) throw new KindredError("NOT_FOUND", `There is no client ${clientId} that has a key.`);
  return found;
}

export const keyCommands = [keys, add, rotate, revoke];
