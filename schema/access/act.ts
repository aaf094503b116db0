// Who did what, for the department.
import { type ActFilter as Filter, findActs } from "../../src/access/act-list.js";
import type { actSubjects, actTypes, Act as StoredAct } from "../../src/access/acts.js";
import { KindredError } from "../../src/errors.js";
import { builder } from "../builder.js";
import { forwardPage, pageCost } from "../page.js";
import { loadSchool, School } from "../schools/school.js";

const department = { access: "department" } as const;

const ActType = builder.enumType("ActType", {
  description: "What was done.",
  values: {
    RUN_STARTED: { description: "A run was asked for, or asked for again after it had failed or was cancelled." },
    RUN_CANCELLED: { description: "A run was asked to stop." },
    RUN_PUBLISHED: { description: "A run was published." },
    TARGETS_DRAFTED: { description: "A set of targets was begun." },
    TARGETS_ISSUED: { description: "A set of targets was issued." },
    PARTNERSHIPS_ARRANGED: { description: "A plan of partnerships was begun." },
    JOB_RETRIED: { description: "A job that failed or was cancelled was put back in the queue." },
    JOB_CANCELLED: { description: "A command that waited for a job was interrupted, and the job asked to stop." },
    CLIENT_CREATED: { description: "A client was made." },
    CLIENT_REVOKED: { description: "A client was revoked." },
    KEY_ADDED: { description: "A client got a key." },
    KEY_ROTATED: { description: "A key was replaced: its end was set. The new one is an act of its own." },
    KEY_REVOKED: { description: "A key was revoked." },
    ACCESS_GRANTED: { description: "A client was let read more." },
    ACCESS_REVOKED: { description: "A grant was revoked." },
    FILE_IMPORTED: { description: "A published file was imported." },
    FILE_REDATED: { description: "A file that was imported before got another release date." },
    FIGURES_CORRECTED: { description: "An import put another published figure in place of one that stood." },
  } satisfies Record<(typeof actTypes)[number], object>,
});

const ActSubject = builder.enumType("ActSubject", {
  description: "What something is done to.",
  values: {
    RUN: { description: "A run, by its id." },
    TARGET_SET: { description: "A set of targets, by its id." },
    PARTNERSHIP_PLAN: { description: "A plan of partnerships, by its id." },
    JOB: { description: "A job, by its id." },
    CLIENT: { description: "A client, by its id." },
    KEY: { description: "A key, by its id." },
    GRANT: { description: "A grant, by client, capability and the schools that it names." },
    FILE: { description: "A published file, by its kind and the sha256 of its bytes." },
    ATTENDANCE: { description: "A school's published attendance of a year, by URN and year." },
    CIRCUMSTANCES: { description: "A school's published circumstances of a year, by URN and year." },
  } satisfies Record<keyof typeof actSubjects, object>,
});

const Act = builder.objectRef<StoredAct>("Act").implement({
  description: "Something that somebody did. It never holds a figure, a target or a key.",
  fields: (t) => ({
    at: t.expose("at", { type: "DateTime", ...department, description: "When it was begun." }),
    type: t.expose("type", { type: ActType, ...department, description: "What was done." }),
    actor: t.exposeString("actor", {
      ...department,
      description: "Who, as named then: a client, the issuer and subject of a token, or the command line.",
    }),
    clientId: t.exposeID("clientId", { ...department, description: "Id of the client, where it was one." }),
    role: t.exposeString("role", { ...department, description: "Role in which it was done." }),
    subjectKind: t.expose("subjectKind", { type: ActSubject, ...department, description: "What it was done to." }),
    subject: t.exposeString("subject", { ...department, description: "Natural key of what it was done to." }),
    year: t.exposeString("year", { ...department, description: "Academic year that it is about, where it is of one." }),
    reason: t.exposeString("reason", { ...department, description: "Why, where that was asked for." }),
    transaction: t.exposeID("transaction", {
      ...department,
      description: "Number that acts have in common that were done together.",
    }),
    school: t.field({
      type: School,
      ...department,
      nullable: true,
      complexity: 1,
      description: "School that it is about, where it is about one.",
      resolve: ({ urn }, _args, context) => (urn === null ? null : loadSchool(context, urn, undefined)),
    }),
  }),
});

const ActFilter = builder.inputType("ActFilter", {
  description: "Which acts: those that fit all that is given.",
  fields: (t) => ({
    types: t.field({ type: [ActType], description: "Of one of these types." }),
    clientId: t.id({ description: "Of this client." }),
    subjectKind: t.field({ type: ActSubject, description: "Done to one of these." }),
    subject: t.string({ description: "Done to what has this natural key." }),
    urn: t.int({ description: "About this school." }),
    from: t.field({ type: "DateTime", description: "From then on." }),
    to: t.field({ type: "DateTime", description: "Before then." }),
  }),
});

builder.queryField("acts", (t) =>
  t.connection(
    {
      type: Act,
      ...department,
      description: "Who did what, newest first.",
      complexity: pageCost,
      args: { filter: t.arg({ type: ActFilter, description: "All where it is not given." }) },
      resolve: (_root, { filter, ...args }, { database, viewer }) =>
        forwardPage(
          args,
          async ({ first, after }) => {
            const found: Filter = filter ?? {};
            const items = await findActs(database, viewer, { first, after: after && readId(after), filter: found });
            return { items, hasNextPage: items.length > first };
          },
          ({ id }) => id,
        ),
    },
    { name: "ActConnection", description: "A page of acts." },
    { name: "ActEdge", description: "An act in a page." },
  ),
);

/** @throws KindredError BAD_ARGUMENT where the cursor is of another list */
function readId(key: string): string {
  if (/^\d{1,18}$/.test(key)) return key;
  throw new KindredError("BAD_ARGUMENT", "That is a cursor of another list.");
}
