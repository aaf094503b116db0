// Acts, for the department: who did what.
import { type ActFilter as Filter, findActs } from "../../src/access/act-list.js";
import type { actSubjects, actTypes, Act as StoredAct } from "../../src/access/acts.js";
import { builder } from "../builder.js";
import { forwardPage, pageCost, readNumber } from "../page.js";
import { department } from "../readers.js";
import { School, schoolOf } from "../schools/school.js";
import { Role } from "./role.js";

const ActType = builder.enumType("ActType", {
  description: "Type of act.",
  values: {
    RUN_STARTED: { description: "A run was requested, or requested again after it had failed or was cancelled." },
    RUN_CANCELLED: { description: "Cancellation of a run was requested." },
    RUN_PUBLISHED: { description: "A run was published." },
    COMPARISON_STARTED: {
      description: "A comparison of runs was requested, or requested again after it had failed or was cancelled.",
    },
    COMPARISON_CANCELLED: { description: "Cancellation of a comparison was requested." },
    TARGETS_DRAFTED: { description: "Work on a set of targets was started." },
    TARGETS_ISSUED: { description: "A set of targets was issued." },
    PARTNERSHIPS_ARRANGED: { description: "Work on a plan of partnerships was started." },
    JOB_RETRIED: { description: "A failed or cancelled job was put back in the queue." },
    JOB_CANCELLED: {
      description: "A command that was waiting for a job was interrupted, and the job was asked to stop.",
    },
    CLIENT_CREATED: { description: "A client was created." },
    CLIENT_REVOKED: { description: "A client was revoked." },
    KEY_ADDED: { description: "A key was added to a client." },
    KEY_ROTATED: { description: "A key was replaced and given an end time. Adding the new key is a separate act." },
    KEY_REVOKED: { description: "A key was revoked." },
    ACCESS_GRANTED: { description: "A client was given a grant." },
    ACCESS_REVOKED: { description: "A grant was revoked." },
    FILE_IMPORTED: { description: "A published file was imported." },
    FILE_REDATED: { description: "The release date of an imported file was changed." },
    FIGURES_CORRECTED: { description: "An import replaced a published figure with another." },
    ACCESS_REQUESTED: { description: "A vendor asked a school for access to its data." },
    ACCESS_DECLINED: { description: "A school declined a request for access. Granting one is an act ACCESS_GRANTED." },
    ACCESS_REQUEST_TAKEN_BACK: { description: "A vendor took a request for access back." },
    ATTENDANCE_SUBMITTED: { description: "Attendance of a school and period was submitted or corrected." },
    ATTENDANCE_WITHDRAWN: { description: "Submitted attendance of a school and period was withdrawn." },
    HALF_TERMS_SET: { description: "The half terms of a school and year were changed." },
  } satisfies Record<(typeof actTypes)[number], object>,
});

const ActSubject = builder.enumType("ActSubject", {
  description: "Kind of object that an act concerns.",
  values: {
    RUN: { description: "A run, by its ID." },
    COMPARISON: { description: "A comparison of runs, by its ID." },
    TARGET_SET: { description: "A set of targets, by its ID." },
    PARTNERSHIP_PLAN: { description: "A plan of partnerships, by its ID." },
    JOB: { description: "A job, by its ID." },
    CLIENT: { description: "A client, by its ID." },
    KEY: { description: "A key, by its ID." },
    GRANT: { description: "A grant, by client, capability and the schools it names." },
    FILE: { description: "A published file, by its kind and SHA-256 hash." },
    ATTENDANCE: { description: "A school's published attendance for a year, by URN and year." },
    CIRCUMSTANCES: { description: "A school's published circumstances for a year, by URN and year." },
    ACCESS_REQUEST: { description: "A vendor's request for access to a school's data, by its ID." },
    SUBMISSION: { description: "Submitted attendance, by URN, scope, and first and last day." },
    HALF_TERMS: { description: "The half terms of a school, by URN and year." },
  } satisfies Record<keyof typeof actSubjects, object>,
});

const Act = builder.objectRef<StoredAct>("Act").implement({
  description: "A record of an action. It never contains a figure, a target or a key.",
  fields: (t) => ({
    at: t.expose("at", { type: "DateTime", ...department("Time when the act was started.") }),
    type: t.expose("type", { type: ActType, ...department("Type of act.") }),
    actor: t.exposeString("actor", {
      ...department("Actor, as named at the time: a client, the issuer and subject of a token, or the command line."),
    }),
    clientId: t.exposeID("clientId", department("ID of the client, if the actor was a client.")),
    role: t.expose("role", { type: Role, ...department("Role of the actor.") }),
    subjectKind: t.expose("subjectKind", { type: ActSubject, ...department("Kind of object concerned.") }),
    subject: t.exposeString("subject", department("Natural key of the object that the act concerns.")),
    year: t.exposeString("year", department("Academic year that the act concerns; null if none.")),
    reason: t.exposeString("reason", department("Reason, if one was required.")),
    transaction: t.exposeID("transaction", department("Transaction number, shared by acts that were done together.")),
    school: t.field({
      type: School,
      ...department("School that the act concerns; null if none."),
      nullable: true,
      complexity: 1,
      resolve: schoolOf,
    }),
  }),
});

const ActFilter = builder.inputType("ActFilter", {
  description: "Conditions on acts; all of them must hold.",
  fields: (t) => ({
    types: t.field({ type: [ActType], description: "Only acts of one of these types." }),
    clientId: t.id({ description: "Only acts of this client." }),
    subjectKind: t.field({ type: ActSubject, description: "Only acts that concern this kind of object." }),
    subject: t.string({ description: "Only acts that concern the object with this natural key, or with this ID." }),
    urn: t.int({ description: "Only acts that concern this school." }),
    from: t.field({ type: "DateTime", description: "Only acts at or after this time." }),
    to: t.field({ type: "DateTime", description: "Only acts before this time." }),
  }),
});

builder.queryField("acts", (t) =>
  t.connection(
    {
      type: Act,
      ...department("Acts, newest first."),
      complexity: pageCost,
      args: { filter: t.arg({ type: ActFilter, description: "Conditions; all acts if omitted." }) },
      resolve: (_root, { filter, ...args }, { database, viewer }) =>
        forwardPage(
          args,
          async ({ first, after }) => {
            const conditions: Filter = filter ?? {};
            const page = { first, after: readNumber(after, 18), filter: conditions };
            return { items: await findActs(database, viewer, page) };
          },
          ({ id }) => id,
        ),
    },
    { name: "ActConnection", description: "A page of acts." },
    { name: "ActEdge", description: "An act on a page." },
  ),
);
