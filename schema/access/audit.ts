// Who read what of which schools, for the department.
import { type auditSubjects, findAuditEntries, type AuditEntry as StoredEntry } from "../../src/access/audit.js";
import { KindredError } from "../../src/errors.js";
import { builder } from "../builder.js";
import { forwardPage, pageCost } from "../page.js";
import { loadRun, Run } from "../runs/run.js";
import { loadSchool, School } from "../schools/school.js";

const department = { access: "department" } as const;

const AuditSubject = builder.enumType("AuditSubject", {
  description: "What was read.",
  values: {
    TARGET: { value: "target", description: "Targets, drafts too." },
    PARTNERSHIP: { value: "partnership", description: "Partnerships: both schools are named." },
    COHORT: {
      value: "cohort",
      description:
        "Cohorts of runs that are not published, with their explanations, and the cohort behind a school's own target.",
    },
    STATISTICS: { value: "statistics", description: "National counts of targets: no school is named." },
    POLICY: {
      value: "policy",
      description: "Which run fed a set of targets, and under which policy: no school is named.",
    },
  } satisfies Record<string, { value: (typeof auditSubjects)[number]; description: string }>,
});

const AuditEntry = builder.objectRef<StoredEntry>("AuditEntry").implement({
  description: "One read of something secret. It never holds a value.",
  fields: (t) => ({
    at: t.expose("at", { type: "DateTime", ...department, description: "When." }),
    actor: t.exposeString("actor", {
      ...department,
      description: "Who, as named then: a client, the issuer and subject of a token, or the command line.",
    }),
    clientId: t.exposeID("clientId", { ...department, description: "Id of the client, where it was one." }),
    subject: t.expose("subject", { type: AuditSubject, ...department, description: "What was read." }),
    operation: t.exposeString("operation", {
      ...department,
      description: "Name of the operation, as the asker chose it.",
    }),
    schools: t.field({
      type: [School],
      ...department,
      nullable: { list: true, items: true },
      complexity: { field: 1, multiplier: 5 },
      description: "The schools that were read of.",
      resolve: ({ urns }, _args, context) => Promise.all(urns.map((urn) => loadSchool(context, urn, undefined))),
    }),
    runs: t.field({
      type: [Run],
      ...department,
      nullable: { list: true, items: true },
      complexity: { field: 1, multiplier: 2 },
      description: "The runs that were read; none where a school read the cohort behind its own target.",
      resolve: ({ runIds }, _args, context) => Promise.all(runIds.map((id) => loadRun(context, id))),
    }),
  }),
});

const AuditFilter = builder.inputType("AuditFilter", {
  description: "Which entries: those that fit all that is given.",
  fields: (t) => ({
    clientId: t.id({ description: "Of this client." }),
    urn: t.int({ description: "That name this school." }),
    subject: t.field({ type: AuditSubject, description: "Of this kind." }),
    from: t.field({ type: "DateTime", description: "From then on." }),
    to: t.field({ type: "DateTime", description: "Before then." }),
  }),
});

builder.queryField("auditEntries", (t) =>
  t.connection(
    {
      type: AuditEntry,
      ...department,
      description: "Who read what of which schools, newest first.",
      complexity: pageCost,
      args: { filter: t.arg({ type: AuditFilter, description: "All where it is not given." }) },
      resolve: (_root, { filter, ...args }, { database, viewer }) =>
        forwardPage(
          args,
          async ({ first, after }) => {
            const page = { first, after: after === undefined ? undefined : readNumber(after), filter: filter ?? {} };
            const items = await findAuditEntries(database, viewer, page);
            return { items, hasNextPage: items.length > first };
          },
          ({ id }) => String(id),
        ),
    },
    { name: "AuditEntryConnection", description: "A page of the audit." },
    { name: "AuditEntryEdge", description: "An entry in a page." },
  ),
);

/** @throws KindredError BAD_ARGUMENT where the cursor is of another list */
function readNumber(key: string): number {
  if (/^\d{1,9}$/.test(key)) return Number(key);
  throw new KindredError("BAD_ARGUMENT", "That is a cursor of another list.");
}
