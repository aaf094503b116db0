// Predecessors and successors of a school, as published.
import { type LinkRow, linksOf } from "../../src/schools/published-figures.js";
import { builder } from "../builder.js";
import { batched } from "../loader.js";
import { shown, shownList } from "../runs/shown.js";
import { loadSchool, School } from "./school.js";
import { sourceField } from "./source.js";

const anyone = { access: "public" } as const;

const SchoolLink = builder.objectRef<LinkRow>("SchoolLink").implement({
  description: "A published link from a school to another school, such as its predecessor.",
  fields: (t) => ({
    urn: t.exposeInt("linkUrn", { ...shown, description: "URN of the other school." }),
    name: t.exposeString("linkName", { ...shown, description: "Name of the other school as published in the link." }),
    type: t.exposeString("linkType", {
      ...shown,
      description: "Relation of the other school to this one, as published.",
    }),
    established: t.field({
      type: "Date",
      ...anyone,
      description: "Date of the link.",
      resolve: ({ established }) => (established === null ? null : new Date(established)),
    }),
    school: t.field({
      type: School,
      ...anyone,
      description: "The other school.",
      resolve: ({ linkUrn }, _args, context) => loadSchool(context, linkUrn),
    }),
    source: sourceField(t, (row) => row),
  }),
});

const loadLinks = batched(({ database }, urns: readonly number[]) => linksOf(database, urns));

/** Link types as published: 'Predecessor', 'Predecessor - merged', … */
const linkTypes = { predecessors: /^Predecessor/, successors: /^Successor/ };

builder.prismaObjectFields("School", (t) => {
  const links = (description: string, pattern?: RegExp) =>
    t.field({
      type: [SchoolLink],
      ...shownList,
      complexity: { field: 1, multiplier: 2 },
      description,
      resolve: async ({ urn }, _args, context) => {
        const rows = await loadLinks(context, urn);
        return pattern ? rows.filter(({ linkType }) => pattern.test(linkType)) : rows;
      },
    });
  return {
    links: links("Links of every type in the register."),
    predecessors: links("Links to the schools that this one replaced.", linkTypes.predecessors),
    successors: links("Links to the schools that replaced this one.", linkTypes.successors),
  };
});
