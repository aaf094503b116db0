// kindred client: who may ask, and what they were granted.
import { Command, Option } from "commander";
import {
  type Client,
  type ClientRole,
  clientRoles,
  createClient,
  createTokenClient,
  listClients,
  revokeClient,
} from "../access/clients.js";
import { grantCapability } from "../access/grants.js";
import { keysOf } from "../access/keys.js";
import { operator } from "../access/operator.js";
import type { Capability } from "../access/viewer.js";
import { day, keyCommands } from "./key.js";
import { isoDate, urnOption, wholeNumber } from "./options.js";
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
  .description("make a client and print its key, once")
  .addOption(new Option("--role <role>", "what it may do").choices(clientRoles).makeOptionMandatory())
  .requiredOption("--name <name>", "whose it is")
  .option("--urn <urn>", "the school of a SCHOOL client", urnOption)
  .option("--trust <code>", "the trust of a TRUST client", wholeNumber(1, 999_999))
  .option("--la <code>", "the local authority of a LOCAL_AUTHORITY client", wholeNumber(1, 999))
  .option("--expires <date>", "when the key stops working, as 2027-08-31", isoDate)
  .addOption(new Option("--subject <sub>", "the claim `sub` of its tokens: it gets no key then").conflicts("expires"))
  .action(({ role, name, urn, trust: trustCode, la: laCode, expires, subject }: CreateFlags) =>
    withSession(async ({ database }) => {
      const named = { role, name, urn, trustCode, laCode };
      if (subject !== undefined) {
        const client = await createTokenClient(database, operator, { ...named, subject });
        process.stdout.write(
          `client ${client.id}\nIt asks with tokens of the configured issuer whose sub is ${subject}.\n`,
        );
        return;
      }
      const expiresAt = expires ? new Date(expires) : null;
      const { client, key } = await createClient(database, operator, { ...named, expiresAt });
      process.stdout.write(`client ${client.id}\nkey    ${key}\nThe key is shown this once; only its hash is kept.\n`);
    }),
  );

const list = new Command("list").description("list the clients, newest first").action(() =>
  withReadingSession(async ({ database }) => {
    let after: string | null = null;
    do {
      const clients: Client[] = await listClients(database, operator, { limit: 100, after });
      const keys = await keysOf(
        database,
        operator,
        clients.map(({ id }) => id),
      );
      for (const [at, { id, role, name, subject, revokedAt }] of clients.entries()) {
        const uses = (keys[at] ?? []).map(({ lastUsedAt }) => lastUsedAt?.getTime() ?? 0);
        const used = subject ? "asks with tokens" : `last asked ${day(new Date(Math.max(0, ...uses)))}`;
        process.stdout.write(`${id}  ${role.padEnd(15)}  ${name}  (${revokedAt ? "revoked" : used})\n`);
      }
      after = clients.length === 100 ? (clients.at(-1)?.id ?? null) : null;
    } while (after);
  }),
);

const revoke = new Command("revoke")
  .description("stop a client's keys and tokens at once")
  .argument("<client>", "its id")
  .action((id: string) =>
    withSession(async ({ database }) => {
      const { name } = await revokeClient(database, operator, id);
      process.stdout.write(`${name} can no longer ask.\n`);
    }),
  );

interface GrantFlags {
  capability: Capability;
  urn?: number;
  trust?: number;
  la?: number;
}

const grant = new Command("grant")
  .description(
    "let a trust, local authority or analyst read: of its own schools, or some of them (vendors are for schools to grant)",
  )
  .argument("<client>", "its id")
  .addOption(
    new Option("--capability <capability>", "what it may read")
      .choices(["TARGETS", "PARTNERSHIPS"])
      .makeOptionMandatory(),
  )
  .option("--urn <urn>", "of this school alone", urnOption)
  .option("--trust <code>", "of this trust's schools alone", wholeNumber(1, 999_999))
  .option("--la <code>", "of this local authority's schools alone", wholeNumber(1, 999))
  .action((clientId: string, { capability, urn, trust: trustCode, la: laCode }: GrantFlags) =>
    withSession(async ({ database }) => {
      const asked = { clientId, capability, urn, trustCode, laCode };
      const { clientName } = await grantCapability(database, operator, asked);
      const about = urn
        ? `school ${urn}`
        : trustCode
          ? `trust ${trustCode}`
          : laCode
            ? `authority ${laCode}`
            : "its schools";
      process.stdout.write(`${clientName} may read ${capability.toLowerCase()} of ${about}.\n`);
    }),
  );

export const clientCommand = new Command("client").description("manage clients, their keys and grants");
for (const command of [create, list, revoke, grant, ...keyCommands]) clientCommand.addCommand(command);
