// Who asks.
import type { Viewer as Asking, GrantedSet } from "../../src/access/viewer.js";
import { builder, inMemory, largestPage } from "../builder.js";
import { loadSchool, School } from "../schools/school.js";
import { ApiKey, loadKeys } from "./api-key.js";

const client = { access: "client" } as const;

export const Role = builder.enumType("Role", {
  description: "What a viewer is.",
  values: {
    ANONYMOUS: { description: "Anyone who gives no key." },
    OFSTED: { description: "The inspectorate: it sees what anyone sees." },
    SCHOOL: { ...client, description: "A school." },
    TRUST: { ...client, description: "An academy trust." },
    LOCAL_AUTHORITY: { ...client, description: "A local authority." },
    MIS_VENDOR: { ...client, description: "A vendor of school management information systems." },
    ANALYST: { ...client, description: "An analyst of the department." },
    DEPARTMENT: { ...client, description: "The department." },
  } satisfies Record<Asking["role"], object>,
});

const ViewerGrant = builder.objectRef<GrantedSet>("ViewerGrant").implement({
  description:
    "Something that you may read beyond your role: of one school, trust or authority, or where none is named of every school of your own scope.",
  fields: (t) => ({
    capability: t.exposeString("capability", { ...client, description: "TARGETS or PARTNERSHIPS." }),
    school: t.field({
      type: School,
      ...client,
      description: "The school that it is about: for a vendor, the one that agreed.",
      resolve: ({ urn }, _args, context) => (urn === null ? null : loadSchool(context, urn, undefined)),
    }),
    trustCode: t.exposeInt("trustCode", { ...client, description: "The trust whose schools it is about." }),
    laCode: t.exposeInt("laCode", { ...client, description: "The local authority whose schools it is about." }),
  }),
});

/** In one order, whichever the database gave them in. */
const byUrn = (one: GrantedSet, other: GrantedSet): number =>
  (one.urn ?? 0) - (other.urn ?? 0) ||
  (one.trustCode ?? 0) - (other.trustCode ?? 0) ||
  (one.laCode ?? 0) - (other.laCode ?? 0) ||
  one.capability.localeCompare(other.capability);

const Viewer = builder.objectRef<Asking>("Viewer").implement({
  description: "Who asks.",
  fields: (t) => ({
    role: t.expose("role", { type: Role, access: "public", nullable: false, description: "What you are here." }),
    name: t.exposeString("name", {
      ...client,
      description: "Name of your client; of a token of none, its issuer and subject.",
    }),
    school: t.field({
      type: School,
      ...client,
      description: "Your own school.",
      resolve: ({ urn }, _args, context) => (urn === null ? null : loadSchool(context, urn, undefined)),
    }),
    trustCode: t.exposeInt("trustCode", { ...client, description: "Code of your own trust." }),
    laCode: t.exposeInt("laCode", { ...client, description: "Code of your own local authority." }),
    grants: t.field({
      type: [ViewerGrant],
      ...client,
      complexity: { field: 1, multiplier: largestPage },
      description: `What you were granted, by URN: at most ${largestPage}; \`skip\` those that you have to get more.`,
      args: { skip: t.arg.int({ description: "How many to leave out at the beginning." }) },
      resolve: ({ grants }, { skip }) => {
        const from = Math.max(skip ?? 0, 0);
        return grants.toSorted(byUrn).slice(from, from + largestPage);
      },
    }),
    keys: t.field({
      type: [ApiKey],
      ...client,
      description: "Your keys, those that work first, newest first, at most 100; null where you ask with a token.",
      resolve: ({ clientId, keyId }, _args, context) =>
        clientId && keyId ? loadKeys(context, clientId, undefined) : null,
    }),
  }),
});

builder.queryField("viewer", (t) =>
  t.field({
    type: Viewer,
    access: "public",
    nullable: false,
    extensions: inMemory,
    description: "Who you are here.",
    resolve: (_root, _args, { viewer }) => viewer,
  }),
);
