// The viewer: the caller of the API.
import type { Access } from "../../src/access/access.js";
import type { GrantedSet, Viewer as StoredViewer } from "../../src/access/viewer.js";
import { builder, type Fields, inMemory } from "../builder.js";
import type { ViewerLimits as Limits } from "../context.js";
import { forwardPage, pageCost } from "../page.js";
import { client, shown } from "../readers.js";
import { School, schoolOf } from "../schools/school.js";
import { ApiKey, loadKeys } from "./api-key.js";
import { Capability } from "./capability.js";
import { Role } from "./role.js";

/** The fields for the schools that a grant covers. */
export const coverageFields = <Grant extends GrantedSet>(t: Fields<Grant>, access: Access) => ({
  school: t.field({
    type: School,
    access,
    description: "School that the grant covers; for a vendor, the school that gave it.",
    resolve: schoolOf,
  }),
  trustCode: t.int({
    access,
    description: "Code of the trust whose schools the grant covers.",
    resolve: ({ trustCode }) => trustCode,
  }),
  laCode: t.int({
    access,
    description: "Code of the local authority whose schools the grant covers.",
    resolve: ({ laCode }) => laCode,
  }),
});

const ViewerGrant = builder.objectRef<GrantedSet>("ViewerGrant").implement({
  description:
    "Permission for you to read more than your role allows: for one school, trust or local authority or, if none is named, for every school in your own scope.",
  fields: (t) => ({
    capability: t.expose("capability", { type: Capability, ...client("Access granted.") }),
    ...coverageFields(t, "client"),
  }),
});

const ViewerLimits = builder.objectRef<Limits>("ViewerLimits").implement({
  description:
    "How much you may request. The headers RateLimit and RateLimit-Policy of each response say how many points are left.",
  fields: (t) => ({
    pointsPerMinute: t.exposeInt(
      "pointsPerMinute",
      shown("Points per minute. A request consumes one, and more if its document costs more."),
    ),
    costPerPoint: t.exposeInt(
      "costPerPoint",
      shown("Cost of a document that one more point covers. `extensions.cost` of each response has its cost."),
    ),
    costPerDocument: t.exposeInt("costPerDocument", shown("Highest cost that a document may have.")),
  }),
});

/** Its place in the list: numbers of ten digits and a name, so that places are ordered as texts. */
const placeOfGrant = ({ urn, trustCode, laCode, capability }: GrantedSet): string =>
  [...[urn, trustCode, laCode].map((code) => String(code ?? 0).padStart(10, "0")), capability].join(" ");

const Viewer = builder.objectRef<StoredViewer>("Viewer").implement({
  description: "The caller of the API.",
  fields: (t) => ({
    role: t.expose("role", { type: Role, ...shown("Your role.") }),
    limits: t.field({
      type: ViewerLimits,
      ...shown("How much you may request."),
      extensions: inMemory,
      resolve: (_viewer, _args, { limits }) => limits,
    }),
    name: t.exposeString("name", client("Name of your client; for a token without a client, its issuer and subject.")),
    school: t.field({ type: School, ...client("Your own school."), resolve: schoolOf }),
    trustCode: t.exposeInt("trustCode", client("Code of your own trust.")),
    laCode: t.exposeInt("laCode", client("Code of your own local authority.")),
    grants: t.connection(
      {
        type: ViewerGrant,
        ...client("Grants that you have, by URN."),
        complexity: pageCost,
        extensions: inMemory,
        args: {
          capability: t.arg({ type: Capability, description: "Only grants of this access." }),
          urn: t.arg.int({ description: "Only grants for this school." }),
        },
        resolve: ({ grants }, { capability, urn, ...args }) =>
          forwardPage(
            args,
            async ({ after = "" }) => ({
              items: grants
                .filter((grant) => capability == null || grant.capability === capability)
                .filter((grant) => urn == null || grant.urn === urn)
                .map((grant) => ({ ...grant, place: placeOfGrant(grant) }))
                .filter(({ place }) => place > after)
                .toSorted((one, other) => (one.place < other.place ? -1 : 1)),
            }),
            ({ place }) => place,
          ),
      },
      { name: "ViewerGrantConnection", description: "A page of your grants." },
      { name: "ViewerGrantEdge", description: "A grant of yours on a page." },
    ),
    keys: t.field({
      type: [ApiKey],
      ...client(
        "Your keys: valid keys first, then the others, each newest first; at most 100. Null if you use a token.",
      ),
      resolve: ({ clientId, keyId }, _args, context) => (clientId && keyId ? loadKeys(context, clientId) : null),
    }),
  }),
});

builder.queryField("viewer", (t) =>
  t.field({
    type: Viewer,
    ...shown("The caller of the API: you."),
    extensions: inMemory,
    resolve: (_root, _args, { viewer }) => viewer,
  }),
);
