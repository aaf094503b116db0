// kindred client keys, add-key, rotate and revoke-key: manage a client's keys.
import { Command } from "commander";
import { type ApiKey, addKey, keysOf, readKeyFields, revokeKey, rotateKey } from "../access/keys.js";
import { operator } from "../access/operator.js";
import type { Database } from "../database/database.js";
import { KindredError, refuse } from "../errors.js";
import { clientId, isoDate, keyId, wholeNumber } from "./options.js";
import { withReadingSession, withSession } from "./session.js";

/** `2026-04-01`, or `never` */
export const day = (date: Date | null): string => (date?.getTime() ? date.toISOString().slice(0, 10) : "never");

/** Option that gives a field of a client or a key; messages name it. */
export const optionOf = (field: string): string => `--${optionNames[field] ?? field}`;

const optionNames: Readonly<Record<string, string>> = { trustCode: "trust", laCode: "la", expiresAt: "expires" };

function stateOf({ revokedAt, expiresAt }: ApiKey): string {
  if (revokedAt) return `revoked ${day(revokedAt)}`;
  return expiresAt ? `expires ${expiresAt.toISOString().slice(0, 16)}Z` : "never expires";
}

const describeKey = (key: string) => `key ${key}\nThe key is shown once: Kindred keeps only its hash.\n`;

const keys = new Command("keys")
  .description("list a client's keys, newest first")
  .argument("<client>", "id of the client, as listed by kindred client list", clientId)
  .action((client: string) =>
    withReadingSession(async ({ database }) => {
      for (const key of await keysOfClient(database, client)) {
        const { id, name, lastUsedAt } = key;
        process.stdout.write(`${id}  ${name}  (${stateOf(key)}, last used ${day(lastUsedAt)})\n`);
      }
    }),
  );

const add = new Command("add-key")
  .description("give a client another key and print it; it is shown only once")
  .argument("<client>", "id of the client, as listed by kindred client list", clientId)
  .requiredOption("--name <name>", "name of the key: for example, the system that will use it")
  .option("--expires <date>", "date on which the key expires, for example 2027-08-31", isoDate)
  .action((client: string, { name, expires }: { name: string; expires?: string }) => {
    const expiresAt = expires ? new Date(expires) : null;
    readKeyFields({ name, expiresAt }, optionOf);
    return withSession(async ({ database }) => {
      const { key } = await addKey(database, operator, { clientId: client, name, expiresAt });
      process.stdout.write(describeKey(key));
    });
  });

const rotate = new Command("rotate")
  .description("replace a client's key and print the new one, once; the old key keeps working for a while")
  .argument("<client>", "id of the client, as listed by kindred client list", clientId)
  .option("--key <key>", "id of the key to replace, if the client has several", keyId)
  .option("--overlap <hours>", "hours for which the old key keeps working", wholeNumber(0, 720), 24)
  .action((client: string, { key: chosenKey, overlap }: { key?: string; overlap: number }) =>
    withSession(async ({ database }) => {
      const now = new Date();
      const current = (await keysOfClient(database, client)).filter(
        ({ revokedAt, expiresAt }) => !revokedAt && (!expiresAt || expiresAt > now),
      );
      const chosen = chosenKey ? current.filter(({ id }) => id === chosenKey) : current;
      if (chosen.length !== 1) {
        refuse(
          `${chosen.length} working keys match: choose one with --key. To list them: kindred client keys ${client}`,
        );
      }
      const { key, replaced } = await rotateKey(database, operator, { keyId: chosen[0]?.id, overlapHours: overlap });
      process.stdout.write(`${describeKey(key)}The old key ${stateOf(replaced)}.\n`);
    }),
  );

const revoke = new Command("revoke-key")
  .description("revoke one key: it stops working at once")
  .argument("<key>", "id of the key, as listed by kindred client keys", keyId)
  .action((id: string) =>
    withSession(async ({ database }) => {
      const { name } = await revokeKey(database, operator, id);
      process.stdout.write(`key ${name} no longer works.\n`);
    }),
  );

/** @throws KindredError NOT_FOUND if there is no such client, or it has no key */
async function keysOfClient(database: Database, client: string): Promise<ApiKey[]> {
  const [found = []] = await keysOf(database, operator, [client]);
  if (found.length === 0) throw new KindredError("NOT_FOUND", `No client ${client} with a key was found.`);
  return found;
}

export const keyCommands = [keys, add, rotate, revoke];
