// What vendors read of a school and sent about it, in one list, for the school and the department.
import { readsByVendors, type VendorRead } from "../../src/access/vendor-reads.js";
import { sentByVendors, type VendorSubmission } from "../../src/submissions/sent-by-vendors.js";
import { AuditSubject } from "../access/audit.js";
import { builder } from "../builder.js";
import { toDate } from "../date.js";
import { forwardPage, pageCost, readNumber, readTime } from "../page.js";
import { readableBy } from "../readers.js";
import { AttendanceScope } from "./submission.js";

const grants = readableBy("grants");

const VendorActivityKind = builder.enumType("VendorActivityKind", {
  description: "What a vendor did.",
  values: {
    READ: { description: "It read secret data of the school." },
    SENT: { description: "It sent attendance of the school." },
  },
});

type Activity = ({ kind: "READ" } & VendorRead) | ({ kind: "SENT" } & VendorSubmission);

const VendorActivity = builder.objectRef<Activity>("VendorActivity").implement({
  description: "A read of a school's data, or a submission about the school, by a vendor. It never contains a figure.",
  fields: (t) => {
    const sent = <Value>(valueIn: (submission: VendorSubmission) => Value) => ({
      resolve: (activity: Activity) => (activity.kind === "SENT" ? valueIn(activity) : null),
    });
    const read = <Value>(valueIn: (entry: VendorRead) => Value) => ({
      resolve: (activity: Activity) => (activity.kind === "READ" ? valueIn(activity) : null),
    });
    return {
      at: t.expose("at", { type: "DateTime", ...grants("Time of the read or submission.") }),
      kind: t.expose("kind", { type: VendorActivityKind, ...grants("What the vendor did.") }),
      clientId: t.exposeID("clientId", grants("ID of the vendor.")),
      clientName: t.exposeString("clientName", grants("Name of the vendor.")),
      subject: t.field({
        type: AuditSubject,
        ...grants("Kind of data that was read; null if the vendor sent."),
        ...read(({ subject }) => subject),
      }),
      operation: t.string({
        ...grants("Name of the operation that read, as chosen by the vendor."),
        ...read(({ operation }) => operation),
      }),
      scope: t.field({
        type: AttendanceScope,
        ...grants("Pupils whose sessions were sent; null if the vendor read."),
        ...sent(({ scope }) => scope),
      }),
      from: t.field({
        type: "Date",
        ...grants("First day of the period sent."),
        ...sent(({ from }) => toDate(from)),
      }),
      to: t.field({ type: "Date", ...grants("Last day of the period sent."), ...sent(({ to }) => toDate(to)) }),
      revision: t.int({ ...grants("Revision of the period sent."), ...sent(({ revision }) => revision) }),
      withdrawn: t.boolean({
        ...grants("Whether the vendor withdrew the period; null if it read."),
        ...sent(({ withdrawn }) => withdrawn),
      }),
    };
  },
});

/** At one time, reads come before submissions. */
const placeOf = ({ at, kind, key }: Activity): string => `${at.toISOString()} ${kind} ${key}`;

/** A place in the list as one in the reads and one in the submissions: "0" is below every key of a read, "~" above every key of a submission. */
function readPlaces(place: string | undefined) {
  if (place === undefined) return {};
  const [, time, kind, key] = /^(\S+) (READ|SENT) ([\w -]{1,60})$/.exec(place) ?? [];
  const at = readTime(time);
  if (kind === "READ") return { reads: { at, key: readNumber(key) ?? "0" }, sent: { at, key: "~" } };
  return { reads: { at, key: "0" }, sent: { at, key: key! } };
}

builder.queryField("vendorActivity", (t) =>
  t.connection(
    {
      type: VendorActivity,
      ...grants(
        "What vendors read of a school and sent about it, newest first, also vendors that have no access any more. A school sees what concerns itself, the department any school.",
      ),
      complexity: pageCost,
      args: {
        urn: t.arg.int({ description: "URN of the school. A school can omit its own URN." }),
        clientId: t.arg.id({ description: "Only what this vendor did." }),
        kind: t.arg({ type: VendorActivityKind, description: "Only activity of this kind." }),
      },
      resolve: (_root, { urn, clientId, kind, ...args }, { database, viewer }) =>
        forwardPage<Activity>(
          args,
          async ({ first, after }) => {
            const places = readPlaces(after);
            const page = { urn, clientId, first };
            const [reads, sent] = await Promise.all([
              kind === "SENT" ? [] : readsByVendors(database, viewer, { ...page, after: places.reads }),
              kind === "READ" ? [] : sentByVendors(database, viewer, { ...page, after: places.sent }),
            ]);
            const items = [
              ...reads.map((entry) => ({ kind: "READ" as const, ...entry })),
              ...sent.map((submission) => ({ kind: "SENT" as const, ...submission })),
            ];
            return { items: items.toSorted((one, other) => other.at.getTime() - one.at.getTime()) };
          },
          placeOf,
        ),
    },
    { name: "VendorActivityConnection", description: "A page of what vendors did." },
    { name: "VendorActivityEdge", description: "An activity on a page." },
  ),
);
