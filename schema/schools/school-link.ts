// Predecessors and successors of a school, as published.
import { builder } from "../builder.js";
import { anyone, shown, shownList } from "../readers.js";
import { related, type SchoolRow, schoolKeys } from "../reads/read-schools.js";
import { many, one } from "../reads/relation.js";
import { School } from "./school.js";
import { type Sourced, sourceField } from "./source.js";

interface LinkRow extends Sourced {
  readonly linkUrn: number;
  readonly linkName: string;
  readonly linkType: string;
  /** ISO date */
  readonly established: string | null;
  readonly school: SchoolRow | null;
}

const links = many<readonly LinkRow[]>("links", "schoolLink", {
  keys: ["linkType"],
  rows: (from) =>
    from
      .selectFrom("schoolLink")
      .whereRef("schoolLink.urn", "=", "school.urn")
      .where("schoolLink.current", "=", true)
      .orderBy("schoolLink.line"),
});

const linkedSchool = one<SchoolRow | null>("school", "school", {
  keys: schoolKeys,
  rows: (from) => from.selectFrom("school").whereRef("school.urn", "=", "schoolLink.linkUrn"),
});

const SchoolLink = builder.objectRef<LinkRow>("SchoolLink").implement({
  description: "A published link from a school to another school, such as its predecessor.",
  fields: (t) => ({
    urn: t.exposeInt("linkUrn", shown("URN of the other school.")),
    name: t.exposeString("linkName", shown("Name of the other school as published in the link.")),
    type: t.exposeString("linkType", shown("Relation of the other school to this one, as published.")),
    established: t.field({
      type: "Date",
      ...anyone("Date of the link."),
      reads: ["established"],
      resolve: ({ established }) => (established === null ? null : new Date(established)),
    }),
    school: t.field({
      type: School,
      ...anyone("The other school."),
      reads: [linkedSchool],
      resolve: ({ school }) => school,
    }),
    source: sourceField(t),
  }),
});

/** Link types as published: 'Predecessor', 'Predecessor - merged', … */
const linkTypes = { predecessors: /^Predecessor/, successors: /^Successor/ };

builder.prismaObjectFields("School", (t) => {
  const linksLike = (description: string, pattern?: RegExp) =>
    t.field({
      type: [SchoolLink],
      ...shownList(description),
      complexity: { field: 1, multiplier: 2 },
      ...related(links, () => (rows) => (pattern ? rows.filter(({ linkType }) => pattern.test(linkType)) : rows)),
    });
  return {
    links: linksLike("Links of every type in the register."),
    predecessors: linksLike("Links to the schools that this one replaced.", linkTypes.predecessors),
    successors: linksLike("Links to the schools that replaced this one.", linkTypes.successors),
  };
});
