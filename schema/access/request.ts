// Requests of vendors for access to schools' data, and mutations that make, take back, grant and decline them.
import {
  declineRequest,
  findRequests,
  grantRequest,
  maxSchools,
  type NotAsked,
  type notAskedReasons,
  requestAccess,
  type requestStatuses,
  restDays,
  restEnds,
  type AccessRequest as StoredRequest,
  takeBackRequests,
} from "../../src/access/requests.js";
import { builder, type Fields } from "../builder.js";
import { newestFirst, pageCost } from "../page.js";
import { readableBy } from "../readers.js";
import { School, schoolOf } from "../schools/school.js";
import { Capability } from "./capability.js";

const requests = readableBy("requests");
const vendor = readableBy("vendor");

const AccessRequestStatus = builder.enumType("AccessRequestStatus", {
  description: "Status of a request for access.",
  values: {
    ASKED: { description: "The school has not decided." },
    GRANTED: { description: "The school granted what was asked for. It may have ended a grant since: see the grants." },
    DECLINED: { description: "The school declined." },
    TAKEN_BACK: { description: "The vendor took the request back." },
  } satisfies Record<(typeof requestStatuses)[number], object>,
});

const AccessRequest = builder.objectRef<StoredRequest>("AccessRequest").implement({
  description: "Request of a vendor for access to a school's data.",
  fields: (t) => ({
    id: t.exposeID("id", requests("ID to pass to grantAccessRequest or declineAccessRequest.")),
    clientId: t.exposeID("clientId", requests("ID of the vendor.")),
    clientName: t.exposeString("clientName", requests("Name of the vendor.")),
    school: t.field({ type: School, ...requests("School that is asked."), resolve: schoolOf }),
    capabilities: t.field({
      type: [Capability],
      ...requests("Access that is asked for."),
      resolve: ({ capabilities }) => [...capabilities],
    }),
    reason: t.exposeString("reason", requests("Reason that the vendor gives.")),
    status: t.expose("status", { type: AccessRequestStatus, ...requests("Status of the request.") }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...requests("Time of the request.") }),
    decidedAt: t.expose("decidedAt", {
      type: "DateTime",
      ...requests("Time when it was granted, declined or taken back; null before that."),
    }),
    mayAskAgainAt: t.field({
      type: "DateTime",
      ...requests(
        `Time from which the vendor may ask the school again, ${restDays} days after the school declined; null unless it did.`,
      ),
      resolve: restEnds,
    }),
  }),
});

builder.queryField("accessRequests", (t) =>
  t.connection(
    {
      type: AccessRequest,
      ...requests(
        "Requests for access, newest first. A school sees those to itself, a vendor its own, the department every request.",
      ),
      complexity: pageCost,
      args: {
        status: t.arg({ type: AccessRequestStatus, description: "Only requests with this status." }),
        clientId: t.arg.id({ description: "Only requests of this vendor." }),
        urn: t.arg.int({ description: "Only requests to this school." }),
      },
      resolve: (_root, { status, clientId, urn, ...args }, { database, viewer }) =>
        newestFirst(args, async (page) => ({
          items: await findRequests(database, viewer, { ...page, status, clientId, urn }),
        })),
    },
    { name: "AccessRequestConnection", description: "A page of requests for access." },
    { name: "AccessRequestEdge", description: "A request for access on a page." },
  ),
);

const NotAskedReason = builder.enumType("NotAskedReason", {
  description: "Reason why a school was not asked: the first that applies.",
  values: {
    UNKNOWN_SCHOOL: { description: "The directory has no school with this URN." },
    ALREADY_GRANTED: { description: "It has granted you all of this." },
    ALREADY_ASKED: {
      description: "It has not decided about another request of yours. To ask for other access, take that back.",
    },
    DECLINED: { description: "It declined a request of yours. See `mayAskAgainAt` of that request." },
  } satisfies Record<(typeof notAskedReasons)[number], object>,
});

const SchoolNotAsked = builder.objectRef<NotAsked>("SchoolNotAsked").implement({
  description: "A school that was not asked for access.",
  fields: (t) => ({
    urn: t.exposeInt("urn", vendor("URN, as given.")),
    reason: t.expose("reason", { type: NotAskedReason, ...vendor("Reason why it was not asked.") }),
  }),
});

/** Milliseconds of the embedded database for a call, and for each school in it. */
const timeOfSchools = ({ input }: Record<string, unknown>) =>
  2 + 0.08 * (input as { readonly urns: readonly number[] }).urns.length;

builder.relayMutationField(
  "requestAccess",
  {
    description: "The access to ask schools for.",
    inputFields: (t) => ({
      urns: t.intList({
        required: true,
        description: `URNs of the schools: at most ${maxSchools}. More than 100 in a variable only.`,
        extensions: { maxItems: maxSchools },
      }),
      capabilities: t.field({ type: [Capability], required: true, description: "Access to ask for." }),
      reason: t.string({
        required: true,
        description: "What you need it for, which the school reads: at most 500 characters.",
      }),
    }),
  },
  {
    ...vendor(
      "Asks schools for access to their data: each for what it has not granted yet. A school that has not decided about another request, or declined one recently, is not asked.",
    ),
    extensions: { databaseTime: timeOfSchools },
    resolve: (_root, { input }, { database, viewer }) => requestAccess(database, viewer, input),
  },
  {
    description: "Numbers of schools that were asked and not asked.",
    outputFields: (t) => {
      const count = (description: string, reason: (typeof notAskedReasons)[number]) =>
        t.int({ ...vendor(description), resolve: ({ counts }) => counts[reason] ?? 0 });
      return {
        asked: t.exposeInt("asked", vendor("Number of schools that were asked.")),
        alreadyGranted: count("Number of schools that have granted you all of this.", "ALREADY_GRANTED"),
        alreadyAsked: count("Number of schools that have not decided about another request of yours.", "ALREADY_ASKED"),
        declined: count("Number of schools that declined, and cannot be asked again yet.", "DECLINED"),
        unknown: count("Number of URNs that the directory does not have.", "UNKNOWN_SCHOOL"),
        notAsked: t.field({
          type: [SchoolNotAsked],
          ...vendor("The first 100 schools, by URN, that were not asked."),
          complexity: { field: 1, multiplier: 100 },
          resolve: ({ notAsked }) => [...notAsked],
        }),
      };
    },
  },
);

builder.relayMutationField(
  "takeBackAccessRequests",
  {
    description: "The requests to take back.",
    inputFields: (t) => ({
      urns: t.intList({
        required: true,
        description: `URNs of the schools that were asked: at most ${maxSchools}. More than 100 in a variable only.`,
        extensions: { maxItems: maxSchools },
      }),
    }),
  },
  {
    ...vendor("Takes back your open requests for access to these schools."),
    extensions: { databaseTime: timeOfSchools },
    resolve: async (_root, { input }, { database, viewer }) => ({
      takenBack: await takeBackRequests(database, viewer, input.urns),
    }),
  },
  {
    description: "Number of requests that were taken back.",
    outputFields: (t) => ({ takenBack: t.exposeInt("takenBack", vendor("Number of requests that were open.")) }),
  },
);

const decided = {
  description: "The request, as decided.",
  outputFields: (t: Fields<StoredRequest>) => ({
    request: t.field({ type: AccessRequest, ...requests("The request."), resolve: (request) => request }),
  }),
};

for (const [name, decide, description] of [
  ["grantAccessRequest", grantRequest, "Grants a vendor what it asks for, with effect from its next request."],
  ["declineAccessRequest", declineRequest, `Declines a vendor's request. It cannot ask again for ${restDays} days.`],
] as const) {
  builder.relayMutationField(
    name,
    {
      description: "The request to decide about.",
      inputFields: (t) => ({ requestId: t.id({ required: true, description: "ID of the request." }) }),
    },
    {
      ...readableBy("anySchool")(description),
      resolve: (_root, { input }, { database, viewer }) => decide(database, viewer, input.requestId),
    },
    decided,
  );
}
