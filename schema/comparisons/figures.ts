// The figures of a comparison: rows of figures.csv, in its order.
import type { Section } from "../../src/comparison/figure.js";
import { countFigures, figuresOf, type StoredFigure } from "../../src/comparison/stored/store.js";
import { builder } from "../builder.js";
import { forwardPage, pageCost, readNumber, total } from "../page.js";
import { analyst } from "../readers.js";
import { Comparison } from "./comparison.js";

const ComparisonSection = builder.enumType("ComparisonSection", {
  description: "Section of a comparison.",
  values: {
    AGREEMENT: { value: "agreement", description: "How far two lists name the same peers." },
    BALANCE: { value: "balance", description: "How like its peers a school is." },
    VALIDITY: { value: "validity", description: "How well peers predict the attendance of a later year." },
    HUBS: { value: "hubs", description: "How often a school is a peer." },
    NEARNESS: { value: "nearness", description: "How near peers are." },
    STEADINESS: { value: "steadiness", description: "How far the peers stay the same when figures change a little." },
    CONSEQUENCE: { value: "consequence", description: "Which targets would follow." },
  } satisfies Record<Uppercase<Section>, { value: Section; description: string }>,
});

const Figure = builder.objectRef<StoredFigure>("ComparisonFigure").implement({
  description: "One figure of a comparison. docs/comparing.md defines every measure.",
  fields: (t) => ({
    section: t.expose("section", { type: ComparisonSection, ...analyst("Section of the figure.") }),
    measure: t.exposeString("measure", analyst("Name of the measure, such as `jaccard`.")),
    strategy: t.exposeString("strategy", analyst("Name of a list; `all` if the figure belongs to no single list.")),
    other: t.exposeString("other", analyst("The other list, a baseline such as `random`, or empty.")),
    block: t.exposeString("block", analyst("Name of the block, or `all`.")),
    group: t.exposeString("group", analyst("Name of the group, such as `region`, or `all`.")),
    level: t.exposeString("level", analyst("Level of the group, such as `London`, or `all`.")),
    attribute: t.exposeString("attribute", analyst("Attribute or depth, or empty.")),
    value: t.exposeFloat("value", analyst("Value; null if it is not defined, such as a mean over no school.")),
    low: t.exposeFloat("low", analyst("Lower end of the 95% interval; null for measures without one.")),
    high: t.exposeFloat("high", analyst("Upper end of the 95% interval; null for measures without one.")),
    n: t.exposeInt("n", analyst("Number of schools behind the value; of pairs or attributes for some measures.")),
  }),
});

const FigureFilter = builder.inputType("ComparisonFigureFilter", {
  description: "Conditions on figures; all of them must hold. A value that no figure has is an error.",
  fields: (t) => ({
    section: t.field({ type: ComparisonSection, description: "Only figures of this section." }),
    measure: t.string({ description: "Only this measure." }),
    strategy: t.string({ description: "Only figures with this list as `strategy`." }),
    other: t.string({ description: "Only figures with this other list or baseline; empty: those without." }),
    block: t.string({ description: "Only figures of this block, or `all`." }),
    group: t.string({ description: "Only figures of this group, or `all`." }),
    level: t.string({ description: "Only figures of this level, or `all`." }),
    attribute: t.string({ description: "Only figures of this attribute or depth; empty: those without." }),
  }),
});

builder.objectField(Comparison, "figures", (t) =>
  t.connection(
    {
      type: Figure,
      ...analyst("Figures in the order of figures.csv; none until the comparison is complete."),
      complexity: pageCost,
      args: { filter: t.arg({ type: FigureFilter, description: "Conditions; all figures if omitted." }) },
      resolve: async ({ id }, args, { database, viewer }) => {
        const filter = args.filter ?? {};
        const page = await forwardPage(
          args,
          async ({ first, after }) => {
            const position = readNumber(after);
            const request = { filter, first: first + 1, after: position === undefined ? undefined : Number(position) };
            return { items: await figuresOf(database, viewer, id, request) };
          },
          ({ position }) => String(position),
        );
        return { ...page, id, filter };
      },
    },
    {
      name: "ComparisonFigureConnection",
      description: "A page of figures.",
      fields: (c) => ({
        totalCount: c.int({
          ...total("Number of figures that match the filter."),
          resolve: ({ id, filter }, _args, { database, viewer }) => countFigures(database, viewer, id, filter),
        }),
      }),
    },
    { name: "ComparisonFigureEdge", description: "A figure on a page." },
  ),
);
