// Grants of clients, mutations that make and revoke them, and the vendors that a school can grant access to.
import { listVendors, type Vendor as StoredVendor } from "../../src/access/clients.js";
import {
  findGrants,
  grantCapability,
  grantsOf,
  revokeGrant,
  type Grant as StoredGrant,
} from "../../src/access/grants.js";
import { builder, type Fields } from "../builder.js";
import { creates } from "../creates.js";
import { batchedRead } from "../loader.js";
import { forwardPage, newestFirst, pageCost, readId } from "../page.js";
import { department, readableBy } from "../readers.js";
import { Capability } from "./capability.js";
import { coverageFields } from "./viewer.js";

const grants = readableBy("grants");

export const Grant = builder.objectRef<StoredGrant>("Grant").implement({
  description:
    "Permission for a client to read more than its role allows: for one school, trust or local authority or, if none is named, for every school in the client's own scope.",
  fields: (t) => ({
    id: t.exposeID("id", grants("ID to pass to revokeAccess.")),
    clientId: t.exposeID("clientId", grants("ID of the client.")),
    clientName: t.exposeString("clientName", grants("Name of the client.")),
    capability: t.expose("capability", { type: Capability, ...grants("What the client may read.") }),
    ...coverageFields(t, "grants"),
    createdAt: t.expose("createdAt", { type: "DateTime", ...grants("Time when the grant was made.") }),
  }),
});

export const loadGrants = batchedRead(grantsOf);

const Vendor = builder.objectRef<StoredVendor>("Vendor").implement({
  description: "A vendor of school management information systems.",
  fields: (t) => ({
    id: t.exposeID("id", grants("ID to pass to grantAccess.")),
    name: t.exposeString("name", grants("Name of the vendor.")),
  }),
});

builder.queryFields((t) => ({
  vendors: t.connection(
    {
      type: Vendor,
      ...grants("Vendors to which a school can grant access to its own data, by name."),
      complexity: pageCost,
      args: { name: t.arg.string({ description: "Only vendors whose name contains this, in any case." }) },
      resolve: (_root, { name, ...args }, { database, viewer }) =>
        forwardPage(
          args,
          async ({ first, after }) => ({
            items: await listVendors(database, viewer, { first, after: readId(after), filter: name }),
          }),
          ({ id }) => id,
        ),
    },
    { name: "VendorConnection", description: "A page of vendors." },
    { name: "VendorEdge", description: "A vendor on a page." },
  ),
  grants: t.connection(
    {
      type: Grant,
      ...grants(
        "Grants, newest first. A school sees the grants of vendors on its own data, the department every grant.",
      ),
      complexity: pageCost,
      args: {
        clientId: t.arg.id({ description: "Only grants of this client." }),
        capability: t.arg({ type: Capability, description: "Only grants of this access." }),
        urn: t.arg.int({ description: "Only grants that name this school." }),
      },
      resolve: (_root, { clientId, capability, urn, ...args }, { database, viewer }) =>
        newestFirst(args, async (page) => ({
          items: await findGrants(database, viewer, { ...page, clientId, capability, urn }),
        })),
    },
    { name: "GrantConnection", description: "A page of grants." },
    { name: "GrantEdge", description: "A grant on a page." },
  ),
}));

const grantOutput = {
  description: "The grant that was made or revoked.",
  outputFields: (t: Fields<StoredGrant>) => ({
    grant: t.field({ type: Grant, ...grants("The grant."), resolve: (grant) => grant }),
  }),
};

creates(
  "grantAccess",
  {
    description: "The access to grant.",
    inputFields: (t) => ({
      clientId: t.id({
        required: true,
        description:
          "ID of the client. A school can grant access to a vendor; the department to a trust, local authority or analyst.",
      }),
      capability: t.field({ type: Capability, required: true, description: "What the client may read." }),
      urn: t.int({ description: "URN of the school to which the grant is limited. A school can omit its own URN." }),
      trustCode: t.int(department("Code of the trust to whose schools the grant is limited.")),
      laCode: t.int(department("Code of the local authority to whose schools the grant is limited.")),
    }),
  },
  {
    ...grants(
      "Lets a client read more. A school can let a vendor read the school's own data. The department can let a client read data of the schools it names or, if it names none, of all schools in the client's own scope.",
    ),
    resolve: (_root, { input }, { database, viewer }) => grantCapability(database, viewer, input),
  },
  grantOutput,
);

builder.relayMutationField(
  "revokeAccess",
  {
    description: "The access to revoke.",
    inputFields: (t) => ({ grantId: t.id({ required: true, description: "ID of the grant." }) }),
  },
  {
    ...grants(
      "Revokes a grant with effect from the next request. A school can revoke grants on its own data, the department any grant.",
    ),
    resolve: (_root, { input }, { database, viewer }) => revokeGrant(database, viewer, input.grantId),
  },
  grantOutput,
);
