// The school-level file of "Special educational needs in England", Explore Education Statistics.
import { LatestSchools } from "../../latest-schools.js";
import { assertPartsFit, type FigureColumn, pupils, zeroOfZero } from "../../row-figures.js";
import type { RowReader } from "../../row-reader.js";
import { codeOfUncounted, type Figure, figuresOf, shareOf } from "../../share.js";
import type { Source } from "../../source.js";
import {
  admissionsColumn,
  otherLevel,
  readSchool,
  readYear,
  schoolAliases,
  typeColumn,
} from "../school-census/school.js";

const allPupils = pupils("Total pupils");

/** The primary needs of the pupils with one kind of provision. `Prov_SEMH` and its like are units of the school. */
const needs = ["spld", "mld", "sld", "pmld", "semh", "slcn", "hi", "vi", "msi", "pd", "asd", "oth", "nsa"] as const;
const needColumns = (provision: string): readonly FigureColumn[] =>
  needs.map((need) => pupils(`${provision}_Primary_need_${need}`));

interface Provision {
  readonly pupils: FigureColumn;
  readonly semh: FigureColumn;
  readonly needs: readonly FigureColumn[];
}

const ehcPlans: Provision = {
  pupils: pupils("EHC plan"),
  semh: pupils("EHC_Primary_need_semh"),
  needs: needColumns("EHC"),
};
const senSupport: Provision = {
  pupils: pupils("SEN support"),
  semh: pupils("SUP_Primary_need_semh"),
  needs: needColumns("SUP"),
};
const provisions = [ehcPlans, senSupport];
const required = [allPupils, ...provisions.flatMap(({ pupils, semh }) => [pupils, semh])];

export default {
  kind: "sen",
  title: "the wide school-level file of special educational needs (sen_school_level_underlying_data.csv)",
  option: {
    name: "sen",
    description: "special educational needs by school: sen_school_level_underlying_data.csv",
    takes: "file",
    needsYear: false,
  },
  feeds: "circumstances",
  precedence: 44, // the performance tables publish the percentages of the same census
  key: "URN",
  labelColumns: [typeColumn, admissionsColumn],
  layouts: [["time_period", "geographic_level", "URN", ...required.map(({ column }) => column)]],
  aliases: schoolAliases,
  describeOtherFile: (header) =>
    header.has("sen_primary_need") && header.has("sen_provision")
      ? "the school-level data set in the long format, one row for each provision and need; the wide file is among the supporting files of releases to 2024/25"
      : null,
  open() {
    const schools = new LatestSchools();
    return {
      read(row) {
        const skipped = otherLevel(row);
        if (skipped) return { skipped };
        const urn = row.urn("URN");
        const year = readYear(row);
        assertConsistent(row);
        const figures = figuresOf({
          senSupport: shareOf(row, { part: [senSupport.pupils], whole: [allPupils] }),
          ehcPlans: shareOf(row, { part: [ehcPlans.pupils], whole: [allPupils] }),
          semh: readSemh(row),
        });
        schools.add(year, { urn, line: row.line, record: readSchool(row) });
        return {
          subject: `${urn} in ${year}`,
          facts: { circumstances: { urn, year, ...figures, fsmSource: null } },
        };
      },
      remaining: () => schools.facts(),
    };
  },
} satisfies Source;

function assertConsistent(row: RowReader): void {
  for (const { pupils, needs } of provisions) assertPartsFit(row, needs, pupils);
  const all = provisions.map(({ pupils }) => pupils);
  assertPartsFit(row, all, allPupils);
}

/** Per cent of all pupils; `0 of 0` where pupils have a provision and none of them a primary need. */
function readSemh(row: RowReader): Figure {
  if (provisions.some((provision) => hasNoNeeds(row, provision))) return { value: null, code: zeroOfZero };
  return shareOf(row, { part: provisions.map(({ semh }) => semh), whole: [allPupils] });
}

/** Pupils have the provision, and each of the primary needs has 0 of them: their needs were not counted. */
function hasNoNeeds(row: RowReader, { pupils, needs }: Provision): boolean {
  return (
    needs.every(({ column }) => row.has(column)) &&
    codeOfUncounted(row, [pupils]) === null &&
    codeOfUncounted(row, needs) === zeroOfZero
  );
}
