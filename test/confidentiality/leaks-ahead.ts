// Leaks in the statements that read ahead all that a document selects of schools: see mutants.ts.
import { type Mutant, noWall } from "./mutant.js";

const ahead = "schema/reads/read-schools.ts";

export const leaksAhead: readonly Mutant[] = [
  {
    name: "column ahead",
    about: "A list of schools reads, with the name of each school, whether it has a target.",
    edits: [
      noWall,
      {
        file: "schema/schools/school.ts",
        find: 'shown("Name as published.")',
        replace: `{ ...shown("Name as published."), reads: [calculated("name", () =>
      expression\`school.name || repeat(' ', (SELECT count(*)::int FROM target WHERE target.urn = school.urn))\`)] }`,
      },
      {
        file: "schema/schools/school.ts",
        find: 'import { Source, source } from "./source.js";',
        replace: `import { Source, source } from "./source.js";
import { sql as expression } from "kysely";
import { calculated } from "../reads/relation.js";`,
      },
    ],
  },
  {
    name: "filter lost ahead",
    about:
      "A statement that reads ahead has lost a condition, so figures that were corrected come with the current ones.",
    edits: [
      {
        file: "schema/schools/attendance.ts",
        find: '      .where("attendance.supersededById", "is", null)\n',
        replace: "",
      },
    ],
  },
  {
    name: "plan with values",
    about:
      "A document's statement is kept with the values of its first request, and answers every later one with them.",
    edits: [
      {
        file: ahead,
        find: "): Promise<Answer> => run(context, statementFor(context, info, root, given), { variables: info.variableValues, given });",
        replace: `): Promise<Answer> => {
  const statement = statementFor(context, info, root, given);
  const values = first.get(statement) ?? { variables: info.variableValues, given };
  first.set(statement, values);
  return run(context, statement, values);
};
const first = new WeakMap<Statement, Values>();`,
      },
    ],
  },
  {
    name: "plan's arguments",
    about: "What fields of a document's statement are given, such as years, is that of its first request.",
    edits: [
      {
        file: "schema/reads/statement.ts",
        find: "const argumentsIn = ({ variables }: Values) =>\n    uses.map(",
        replace: `let first: Record<string, unknown>[] | undefined;
  const argumentsIn = ({ variables }: Values) =>
    first ??= uses.map(`,
      },
    ],
  },
  {
    name: "plan of other flags",
    about: "A document's statement serves a request whose variables include other fields.",
    edits: [{ file: ahead, find: "nodes, flags(info), root.name,", replace: "nodes, root.name," }],
  },
  {
    name: "plan of another role",
    about: "A document's statement that was made for an analyst, with the cohorts of all runs, serves anyone.",
    edits: [
      noWall,
      { file: ahead, find: "viewer.role, numberOf(info.schema),", replace: "" },
      {
        file: "schema/runs/published-cohort.ts",
        find: "when: (viewer) => !mayAnalyse(viewer),",
        replace: "when: (viewer) => { globalThis.analysing = mayAnalyse(viewer); return true; },",
      },
      {
        file: "schema/runs/published-cohort.ts",
        find: '.selectFrom("publishedCohort")\n      .whereRef',
        replace:
          '.selectFrom((globalThis.analysing ? "cohort as publishedCohort" : "publishedCohort") as "publishedCohort")\n      .whereRef',
      },
    ],
  },
];
