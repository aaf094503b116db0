// kindred client: who may ask, by key.
import { Command, Option } from "commander";
import { type ClientRole, clientRoles, createClient, listClients, revokeClient } from "../access/clients.js";
import { grantCapability } from "../access/grants.js";
import type { Capability } from "../access/viewer.js";
import { operator } from "./operator.js";
import { isoDate, urnOption, wholeNumber } from "./options.js";
import { withSession } from "./session.js";

interface CreateFlags {
  role: ClientRole;
  name: string;
  urn?: number;
  trust?: number;
  la?: number;
  expires?: string;
}

const create = new Command("create")
  .description("make a client and print its key, once")
  .addOption(new Option("--role <role>", "what it may do").choices(clientRoles).makeOptionMandatory())
  .requiredOption("--name <name>", "whose it is")
  .option("--urn <urn>", "the school of a SCHOOL client", urnOption)
  .option("--trust <code>", "the trust of a TRUST client", wholeNumber(1, 999_999))
  .option("--la <code>", "the local authority of a LOCAL_AUTHORITY client", wholeNumber(1, 999))
  .option("--expires <date>", "when the key stops working, as 2027-08-31", isoDate)
  .action(({ role, name, urn, trust, la, expires }: CreateFlags) =>
    withSession(async ({ database }) => {
      const expiresAt = expires ? new Date(expires) : null;
      const { client, key } = await createClient(database, operator, {
        role,
        name,
        urn,
        trustCode: trust,
        laCode: la,
        expiresAt,
      });
      process.stdout.write(`client ${client.id}\nkey    ${key}\nThe key is shown this once; only its hash is kept.\n`);
    }),
  );

const list = new Command("list").description("list the clients, newest first").action(() =>
  withSession(async ({ database }) => {
    let after: string | null = null;
    do {
      const clients = await listClients(database, operator, { limit: 100, after });
      for (const { id, role, name, revokedAt } of clients) {
        process.stdout.write(`${id}  ${role.padEnd(15)}  ${name}${revokedAt ? "  (revoked)" : ""}\n`);
      }
      after = clients.length === 100 ? (clients.at(-1)?.id ?? null) : null;
    } while (after);
  }),
);

const revoke = new Command("revoke")
  .description("stop a client's keys at once")
  .argument("<client>", "its id")
  .action((id: string) =>
    withSession(async ({ database }) => {
      const { name } = await revokeClient(database, operator, id);
      process.stdout.write(`${name} can no longer ask.\n`);
    }),
  );

const grant = new Command("grant")
  .description("let a trust, local authority or analyst read of its schools (vendors are for schools to grant)")
  .argument("<client>", "its id")
  .addOption(
    new Option("--capability <capability>", "what it may read")
      .choices(["TARGETS", "PARTNERSHIPS"])
      .makeOptionMandatory(),
  )
  .action((clientId: string, { capability }: { capability: Capability }) =>
    withSession(async ({ database }) => {
      const { clientName } = await grantCapability(database, operator, { clientId, capability });
      process.stdout.write(`${clientName} may read ${capability.toLowerCase()} of its schools.\n`);
    }),
  );

export const clientCommand = new Command("client")
  .description("manage clients and their keys")
  .addCommand(create)
  .addCommand(list)
  .addCommand(revoke)
  .addCommand(grant);
