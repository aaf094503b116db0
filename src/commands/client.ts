// kindred client: manages the clients of the API and what they are granted.
import { Command, Option } from "commander";
import {
  type ClientRole,
  clientRoles,
  createClient,
  createTokenClient,
  listClients,
  readNewClient,
  revokeClient,
} from "../access/clients.js";
import { type Grant, grantCapability } from "../access/grants.js";
import { keysOf, readKeyFields } from "../access/keys.js";
import { operator } from "../access/operator.js";
import { type Capability, capabilities } from "../access/viewer.js";
import { everyItem } from "./every-page.js";
import { day, keyCommands, optionOf } from "./key.js";
import { clientId, isoDate, urnOption, wholeNumber } from "./options.js";
import { withReadingSession, withSession } from "./session.js";

interface CreateFlags {
  role: ClientRole;
  name: string;
  urn?: number;
  trust?: number;
  la?: number;
  expires?: string;
  subject?: string;
}

const create = new Command("create")
  .description("create a client and print its key, which is shown only once")
  .addOption(new Option("--role <role>", "role of the client").choices(clientRoles).makeOptionMandatory())
  .requiredOption("--name <name>", "name of the client")
  .option("--urn <urn>", "the school of a SCHOOL client", urnOption)
  .option("--trust <code>", "the trust of a TRUST client", wholeNumber(1, 999_999))
  .option("--la <code>", "the local authority of a LOCAL_AUTHORITY client", wholeNumber(1, 999))
  .option("--expires <date>", "date on which the key expires, for example 2027-08-31", isoDate)
  .addOption(new Option("--subject <sub>", "`sub` claim of its tokens: the client gets no key").conflicts("expires"))
  .action(({ role, name, urn, trust: trustCode, la: laCode, expires, subject }: CreateFlags) => {
    const identity = { role, name, urn, trustCode, laCode };
    const expiresAt = expires ? new Date(expires) : null;
    readNewClient({ ...identity, subject }, optionOf);
    readKeyFields({ expiresAt }, optionOf);
    return withSession(async ({ database }) => {
      if (subject !== undefined) {
        const client = await createTokenClient(database, operator, { ...identity, subject });
        process.stdout.write(
          `client ${client.id}\nIt signs in with tokens of the configured issuer whose sub is ${subject}.\n`,
        );
        return;
      }
      const { client, key } = await createClient(database, operator, { ...identity, expiresAt });
      process.stdout.write(`client ${client.id}\nkey    ${key}\nThe key is shown once: Kindred keeps only its hash.\n`);
    });
  });

const list = new Command("list").description("list the clients, newest first").action(() =>
  withReadingSession(async ({ database }) => {
    const clients = await everyItem(async (page) => {
      const { items, hasNextPage } = await listClients(database, operator, page);
      const ids = items.map(({ id }) => id);
      const keys = await keysOf(database, operator, ids);
      return { items: items.map((client, index) => ({ ...client, keys: keys[index] ?? [] })), hasNextPage };
    });
    for (const { id, role, name, subject, revokedAt, keys } of clients) {
      const uses = keys.map(({ lastUsedAt }) => lastUsedAt?.getTime() ?? 0);
      const used = subject ? "uses tokens" : `last used ${day(new Date(Math.max(0, ...uses)))}`;
      process.stdout.write(`${id}  ${role.padEnd(15)}  ${name}  (${revokedAt ? "revoked" : used})\n`);
    }
  }),
);

const revoke = new Command("revoke")
  .description("revoke a client: its keys and tokens stop working at once")
  .argument("<client>", "id of the client, as listed by kindred client list", clientId)
  .action((id: string) =>
    withSession(async ({ database }) => {
      const { name } = await revokeClient(database, operator, id);
      process.stdout.write(`${name} is revoked and no longer has access.\n`);
    }),
  );

/** An option that limits a grant; at most one of them can be given. */
const limit = (flags: string, schools: string, parse: (text: string) => number, others: string[]) =>
  new Option(flags, `limit the grant to this ${schools}`).argParser(parse).conflicts(others);

interface GrantFlags {
  capability: Capability;
  urn?: number;
  trust?: number;
  la?: number;
}

const grant = new Command("grant")
  .description(
    "let a trust or local authority read data of its schools, or an analyst of all (only schools can let vendors read)",
  )
  .argument("<client>", "id of the client, as listed by kindred client list", clientId)
  .addOption(
    new Option("--capability <capability>", "the data that it may read").choices(capabilities).makeOptionMandatory(),
  )
  .addOption(limit("--urn <urn>", "school", urnOption, ["trust", "la"]))
  .addOption(limit("--trust <code>", "trust's schools", wholeNumber(1, 999_999), ["urn", "la"]))
  .addOption(limit("--la <code>", "local authority's schools", wholeNumber(1, 999), ["urn", "trust"]))
  .action((client: string, flags: GrantFlags) =>
    withSession(async ({ database }) => {
      const { capability, urn, trust: trustCode, la: laCode } = flags;
      const request = { clientId: client, capability, urn, trustCode, laCode };
      const granted = await grantCapability(database, operator, request);
      const data = capability.toLowerCase();
      process.stdout.write(`${granted.clientName} may read ${data} of ${describeSchools(granted)}.\n`);
    }),
  );

function describeSchools({ clientRole, urn, trustCode, laCode }: Grant): string {
  if (urn) return `school ${urn}`;
  const schools = clientRole === "ANALYST" ? "every school" : "its schools";
  if (trustCode) return `${schools} in trust ${trustCode}`;
  return laCode ? `${schools} in local authority ${laCode}` : schools;
}

export const command = new Command("client");
for (const each of [create, list, revoke, grant, ...keyCommands]) command.addCommand(each);
