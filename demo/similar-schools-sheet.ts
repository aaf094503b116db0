// The values that the attainment model uses to find similar secondary schools.
import { baseYear, type earlierBaseYear } from "./calendar.js";
import { type Establishment, isInCensus } from "./establishment.js";
import { type Cell, plain, writeSheet } from "./sheet.js";
import { pupilsIn } from "./yearly-pupils.js";

const header =
  "URN,KS2MRP,PPPerc,PercentEAL,Polar4QuintilePupils,PStability,IdaciPupils,PercentSchSupport,NumberOfPupils,PercentageStatementOrEHP,Att8Scr";
/** One school in this many has no pupil premium figure. */
const missingEvery = 280;

type ValuesYear = typeof baseYear | typeof earlierBaseYear;

/** The base year's values have a row that is invalid on purpose. */
export async function writeSimilarSchools(
  path: string,
  establishments: readonly Establishment[],
  year: ValuesYear,
): Promise<void> {
  await writeSheet(path, plain, header.split(","), rows(establishments, year));
}

function* rows(establishments: readonly Establishment[], year: ValuesYear): Generator<Cell[]> {
  // Schools that teach to 16 or beyond and are in the census under this URN.
  const listed = establishments.filter(
    (school) => isInCensus(school, year) && school.figures.secondary && school.ages[1] >= 16,
  );
  const stateFunded = listed.filter(({ sector }) => sector === "secondary" || sector === "allThrough");
  for (const [i, school] of stateFunded.entries()) yield row(school, year, i % missingEvery === missingEvery - 1);
  const first = stateFunded[0];
  if (first && year === baseYear) {
    yield row({ ...first, urn: 899_001 }, year, false).map((cell, i) => (i === 2 ? "250" : cell));
  }
}

/** The pupils' scores, neighbourhoods and mobility are the same in each year. */
function row({ urn, figures }: Establishment, year: ValuesYear, missing: boolean): Cell[] {
  const { roll, fsm, eal, sen, ehc } = pupilsIn(year, figures);
  const { ks2, polar, stability, idaci, attainment8 } = figures.secondary!;
  const percent = (pupils: number) => ((100 * pupils) / roll).toFixed(6);
  return [
    ...[urn, ks2.toFixed(6), missing ? "NA" : percent(fsm), percent(eal), polar.toFixed(6), stability.toFixed(6)],
    ...[idaci.toFixed(6), percent(sen), roll, percent(ehc), attainment8.toFixed(1)],
  ];
}
