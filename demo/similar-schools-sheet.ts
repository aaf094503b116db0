// The values that the attainment model uses to find similar secondary schools.
import type { Establishment } from "./establishment.js";
import { type Cell, plain, writeSheet } from "./sheet.js";

const header =
  "URN,KS2MRP,PPPerc,PercentEAL,Polar4QuintilePupils,PStability,IdaciPupils,PercentSchSupport,NumberOfPupils,PercentageStatementOrEHP,Att8Scr";
/** One school in this many has no pupil premium figure. */
const missingEvery = 280;

export async function writeSimilarSchools(path: string, establishments: readonly Establishment[]): Promise<void> {
  await writeSheet(path, plain, header.split(","), rows(establishments));
}

function* rows(establishments: readonly Establishment[]): Generator<Cell[]> {
  // Schools that teach to 16 or beyond and are in the census under this URN.
  const listed = establishments.filter(({ inCensus, figures, ages }) => inCensus && figures.secondary && ages[1] >= 16);
  const stateFunded = listed.filter(({ sector }) => sector === "secondary" || sector === "allThrough");
  for (const [i, school] of stateFunded.entries()) yield row(school, i % missingEvery === missingEvery - 1);
  const first = stateFunded[0];
  if (first) yield row({ ...first, urn: 899_001 }, false).map((cell, i) => (i === 2 ? "250" : cell));
}

function row({ urn, figures }: Establishment, missing: boolean): Cell[] {
  const { roll, fsm, eal, sen, ehc } = figures;
  const { ks2, polar, stability, idaci, attainment8 } = figures.secondary!;
  const percent = (pupils: number) => ((100 * pupils) / roll).toFixed(6);
  return [
    ...[urn, ks2.toFixed(6), missing ? "NA" : percent(fsm), percent(eal), polar.toFixed(6), stability.toFixed(6)],
    ...[idaci.toFixed(6), percent(sen), roll, percent(ehc), attainment8.toFixed(1)],
  ];
}
