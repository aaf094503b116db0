// The school-level file of "Schools, pupils and their characteristics", Explore Education Statistics.
import type { CircumstanceName } from "../../facts.js";
import { LatestSchools } from "../../latest-schools.js";
import { assertPartsFit, type FigureColumn, percentage, pupils, readRowFigures } from "../../row-figures.js";
import type { RowReader } from "../../row-reader.js";
import { codeOfUncounted, type Figure, figuresOf, shareOf } from "../../share.js";
import type { Source } from "../../source.js";
import { admissionsColumn, otherLevel, readSchool, readYear, schoolAliases, typeColumn } from "./school.js";

const otherThanEnglish = "pupils whose first language is known or believed to be other than English";
const roll = pupils("headcount of pupils");

/** Of all pupils. */
const firstLanguages = {
  other: pupils(`number of ${otherThanEnglish}`),
  english: pupils("number of pupils whose first language is known or believed to be English"),
  unclassified: pupils("number of pupils whose first language is unclassified"),
};
const languages = Object.values(firstLanguages);

/** The pupils that the published percentage is of; rounded in some years. */
const ofSchoolAge = pupils("number of pupils of compulsory school age and above");

const columns = {
  roll,
  eal: percentage(`% of ${otherThanEnglish}`, { count: firstLanguages.other.column, within: roll.column }),
} satisfies Partial<Record<CircumstanceName, FigureColumn>>;

export default {
  kind: "school-census",
  title: "the wide school-level file of the school census (spc_school_level_underlying_data….csv)",
  option: {
    name: "schoolCensus",
    description: "roll and first language by school: spc_school_level_underlying_data….csv",
    takes: "file",
    needsYear: false,
  },
  feeds: "circumstances",
  precedence: 42, // the performance tables have the same census, and FSM in six years beside it
  isCensus: true,
  key: "URN",
  labelColumns: [typeColumn, admissionsColumn],
  layouts: [["time_period", "geographic_level", "URN", roll.column, firstLanguages.other.column]],
  aliases: {
    ...schoolAliases,
    [ofSchoolAge.column]: [`${ofSchoolAge.column} (rounded)`],
  },
  describeOtherFile: (header) =>
    header.has("breakdown_topic") && header.has("pupil_count")
      ? "the data set School level in the long format, one row for each breakdown; the wide file is among the supporting files of the same release"
      : null,
  open() {
    const schools = new LatestSchools();
    return {
      read(row) {
        const skipped = otherLevel(row);
        if (skipped) return { skipped };
        const urn = row.urn("URN");
        const year = readYear(row);
        const { values, codes } = readRowFigures(row, columns);
        assertPartsFit(row, languages, roll);
        const code = (name: string) => codes?.[name] ?? null;
        const figures = figuresOf({
          roll: { value: values.roll, code: code("roll") },
          eal: readEal(row, { value: values.eal, code: code("eal") }),
        });
        const record = readSchool(row);
        schools.add(year, { urn, line: row.line, record });
        return {
          subject: `${urn} in ${year}`,
          facts: {
            circumstances: { urn, year, schoolType: record.schoolType, ...figures, fsmSource: null },
          },
        };
      },
      remaining: () => schools.facts(),
    };
  },
} satisfies Source;

/** As published, if its pupils were counted. Files of 2022/23 have only the counts. */
function readEal(row: RowReader, published: Figure): Figure {
  if (published.code !== null) return published;
  const hasCounts = languages.every(({ column }) => row.has(column));
  const counted = hasCounts ? shareOf(row, { part: [firstLanguages.other], whole: languages }) : published;
  if (published.value === null || counted.code !== null) return counted;
  const uncounted = row.has(ofSchoolAge.column) ? codeOfUncounted(row, [ofSchoolAge]) : null;
  return uncounted === null ? published : { value: null, code: uncounted };
}
