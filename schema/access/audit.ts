// The audit, for the department: who read what about which schools.
import { type auditSubjects, findAuditEntries, type AuditEntry as StoredEntry } from "../../src/access/audit.js";
import { builder } from "../builder.js";
import { forwardPage, pageCost, readNumber } from "../page.js";
import { department } from "../readers.js";
import { loadRun, Run } from "../runs/run.js";
import { loadSchool, School } from "../schools/school.js";

export const AuditSubject = builder.enumType("AuditSubject", {
  description: "Kind of data that was read.",
  values: {
    TARGET: { value: "target", description: "Targets, including drafts." },
    PARTNERSHIP: { value: "partnership", description: "Partnerships. The entry names both schools." },
    COHORT: {
      value: "cohort",
      description:
        "Cohorts of unpublished runs with their explanations, and the cohort behind a school's own target. The entry names no school where every cohort of its runs was read.",
    },
    STATISTICS: { value: "statistics", description: "National numbers of targets. The entry names no school." },
    POLICY: { value: "policy", description: "The run and policy behind a set of targets. The entry names no school." },
    ATTENDANCE: { value: "attendance", description: "Submitted attendance and progress in the year." },
  } satisfies Record<string, { value: (typeof auditSubjects)[number]; description: string }>,
});

const AuditEntry = builder.objectRef<StoredEntry>("AuditEntry").implement({
  description: "A record of one read of secret data. It never contains a value.",
  fields: (t) => ({
    at: t.expose("at", { type: "DateTime", ...department("Time of the read.") }),
    actor: t.exposeString("actor", {
      ...department("Reader, as named at the time: a client, the issuer and subject of a token, or the command line."),
    }),
    clientId: t.exposeID("clientId", department("ID of the client, if the reader was a client.")),
    subject: t.expose("subject", { type: AuditSubject, ...department("Kind of data that was read.") }),
    operation: t.exposeString("operation", department("Name of the GraphQL operation, as chosen by the reader.")),
    schools: t.field({
      type: [School],
      ...department("Schools whose data was read."),
      nullable: { list: true, items: true },
      complexity: { field: 1, multiplier: 5 },
      resolve: ({ urns }, _args, context) => Promise.all(urns.map((urn) => loadSchool(context, urn))),
    }),
    runs: t.field({
      type: [Run],
      ...department("Runs that were read; none if a school read the cohort behind its own target."),
      nullable: { list: true, items: true },
      complexity: { field: 1, multiplier: 2 },
      resolve: ({ runIds }, _args, context) => Promise.all(runIds.map((id) => loadRun(context, id))),
    }),
  }),
});

const AuditFilter = builder.inputType("AuditFilter", {
  description: "Conditions on audit entries; all of them must hold.",
  fields: (t) => ({
    clientId: t.id({ description: "Only reads by this client." }),
    urn: t.int({ description: "Only entries that name this school." }),
    subject: t.field({ type: AuditSubject, description: "Only reads of this kind of data." }),
    from: t.field({ type: "DateTime", description: "Only reads at or after this time." }),
    to: t.field({ type: "DateTime", description: "Only reads before this time." }),
  }),
});

builder.queryField("auditEntries", (t) =>
  t.connection(
    {
      type: AuditEntry,
      ...department("Audit entries, newest first."),
      complexity: pageCost,
      args: { filter: t.arg({ type: AuditFilter, description: "Conditions; all entries if omitted." }) },
      resolve: (_root, { filter, ...args }, { database, viewer }) =>
        forwardPage(
          args,
          async ({ first, after }) => {
            const page = { first, after: readNumber(after), filter: filter ?? {} };
            return { items: await findAuditEntries(database, viewer, page) };
          },
          ({ id }) => String(id),
        ),
    },
    { name: "AuditEntryConnection", description: "A page of audit entries." },
    { name: "AuditEntryEdge", description: "An audit entry on a page." },
  ),
);
