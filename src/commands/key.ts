// kindred client keys, add-key, rotate and revoke-key: manage a client's keys.
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

const describeKey = (key: string) => `key ${key}\nThe key is shown once: Kindred keeps only its hash.\n`;

const keys = new Command("keys")
  .description("list a client's keys, newest first")
  .argument("<client>", "id of the client")
  .action((clientId: string) =>
    withReadingSession(async ({ database }) => {
      for (const key of await keysOfClient(database, clientId)) {
        const { id, name, lastUsedAt } = key;
        process.stdout.write(`${id}  ${name}  (${stateOf(key)}, last used ${day(lastUsedAt)})\n`);
      }
    }),
  );

const add = new Command("add-key")
  .description("give a client another key and print it; it is shown only once")
  .argument("<client>", "id of the client")
  .requiredOption("--name <name>", "name of the key: for example, the system that will use it")
  .option("--expires <date>", "date on which the key expires, for example 2027-08-31", isoDate)
  .action((clientId: string, { name, expires }: { name: string; expires?: string }) =>
    withSession(async ({ database }) => {
      const expiresAt = expires ? new Date(expires) : null;
      const { key } = await addKey(database, operator, { clientId, name, expiresAt });
      process.stdout.write(describeKey(key));
    }),
  );

const rotate = new Command("rotate")
  .description("replace a client's key and print the new one, once; the old key keeps working for a while")
  .argument("<client>", "id of the client")
  .option("--key <key>", "id of the key to replace, if the client has several")
  .option("--overlap <hours>", "hours for which the old key keeps working", wholeNumber(0, 720), 24)
  .action((clientId: string, { key: keyId, overlap }: { key?: string; overlap: number }) =>
    withSession(async ({ database }) => {
      const now = new Date();
      const current = (await keysOfClient(database, clientId)).filter(
        ({ revokedAt, expiresAt }) => !revokedAt && (!expiresAt || expiresAt > now),
      );
      const chosen = keyId ? current.filter(({ id }) => id === keyId) : current;
      if (chosen.length !== 1) {
        throw new KindredError(
          "BAD_ARGUMENT",
          `${chosen.length} working keys match: choose one with --key. To list them: kindred client keys ${clientId}`,
        );
      }
      const { key, replaced } = await rotateKey(database, operator, { keyId: chosen[0]?.id, overlapHours: overlap });
      process.stdout.write(`${describeKey(key)}The old key ${stateOf(replaced)}.\n`);
    }),
  );

const revoke = new Command("revoke-key")
  .description("revoke one key: it stops working at once")
  .argument("<key>", "id of the key, as listed by kindred client keys")
  .action((id: string) =>
    withSession(async ({ database }) => {
      const { name } = await revokeKey(database, operator, id);
      process.stdout.write(`key ${name} no longer works.\n`);
    }),
  );

/** @throws KindredError NOT_FOUND if there is no such client, or it has no key */
async function keysOfClient(database: Database, clientId: string): Promise<ApiKey[]> {
  const [found = []] = isUuid(clientId) ? await keysOf(database, operator, [clientId]) : [];
  if (found.length === 0) throw new KindredError("NOT_FOUND", `No client ${clientId} with a key was found.`);
  return found;
}

export const keyCommands = [keys, add, rotate, revoke];
