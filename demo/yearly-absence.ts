// Draws a school's overall absence in each year: a lasting part, and a part of the year that the next one shares a little.
import type { AcademicYear } from "./calendar.js";
import { fitted } from "./fitted.js";
import { figureOf, times, triangle } from "./normal-scores.js";
import type { Random } from "./random.js";

export type Phase = keyof typeof fitted.phases;

/** Overall absence by year, percent. */
export type YearlyAbsence = Record<AcademicYear, number>;

/** Correlation of absence over three years: a lasting part, and a yearly part with the fitted changes. */
function correlation(fit: { next: number; changes: number; sinceBefore: number }) {
  const lasting = 2 * fit.next - 1 - 2 * (1 - fit.next) * fit.changes;
  const next = (fit.next - lasting) / (1 - lasting);
  const yearly = triangle([
    [1, next, 0],
    [next, 1, next],
    [0, next, 1],
  ]);
  return { lasting, next, yearly, lastedSince: fit.sinceBefore / lasting };
}
const correlations = { primary: correlation(fitted.absence.primary), secondary: correlation(fitted.absence.secondary) };

/** No published figures to fit after 2023/24: absence goes on falling slowly. */
const yearlyFactor = 0.97;
/** Pupils in alternative provision miss about three times as many sessions as those in special schools; not fitted. */
const alternativeFactor = 2.7;

/** A level, a normal score, -> absence in percent. */
type Scale = (level: number) => number;

const mainstreamScales = (phase: "primary" | "secondary"): Record<AcademicYear, Scale> => {
  const { quantiles } = fitted.absence[phase];
  return {
    "2018/19": (level) => figureOf(level, quantiles["2018/19"]),
    "2021/22": (level) => figureOf(level, quantiles["2021/22"]),
    "2022/23": (level) => figureOf(level, quantiles["2022/23"]),
    "2023/24": (level) => figureOf(level, quantiles["2023/24"]),
    "2024/25": (level) => figureOf(level, quantiles["2023/24"]) * yearlyFactor,
    "2025/26": (level) => figureOf(level, quantiles["2023/24"]) * yearlyFactor ** 2,
  };
};

/** @param factor by how much absence changes in a year */
function specialScales(factor: number, scale: number): Record<AcademicYear, Scale> {
  const { quantiles } = fitted.absence.special;
  const since = (years: number): Scale => {
    return (level) => figureOf(level, quantiles["2022/23"]) * scale * factor ** years;
  };
  return {
    "2018/19": (level) => figureOf(level, quantiles["2018/19"]) * scale,
    "2021/22": since(-1),
    "2022/23": since(0),
    "2023/24": since(1),
    "2024/25": since(2),
    "2025/26": since(3),
  };
}

const scales: Record<Phase, Record<AcademicYear, Scale>> = {
  primary: mainstreamScales("primary"),
  secondary: mainstreamScales("secondary"),
  special: specialScales(Math.sqrt(yearlyFactor), 1),
  alternative: specialScales(1, alternativeFactor),
};

/**
 * @param score the school's lasting absence
 * @param variability by how much more the school's absence varies from year to year than that of a typical one
 * @param random for the three recent years
 * @param others for the other years
 */
export function drawAbsence(
  phase: Phase,
  score: number,
  variability: number,
  random: Random,
  others: Random,
): YearlyAbsence {
  const { lasting, next, yearly, lastedSince } = correlations[phase === "primary" ? "primary" : "secondary"];
  const [first, second, third] = times(yearly, random.normals(3)) as [number, number, number];
  const beside = (neighbour: number, share: number) => share * neighbour + Math.sqrt(1 - share ** 2) * others.normal();
  const before = beside(score, lastedSince);
  const yearlyWeight = Math.sqrt(1 - lasting) * variability;
  const absence = (year: AcademicYear, lastingScore: number, yearlyScore: number) =>
    scales[phase][year](Math.sqrt(lasting) * lastingScore + yearlyWeight * yearlyScore);
  return {
    "2018/19": absence("2018/19", before, others.normal()),
    "2021/22": absence("2021/22", score, beside(first, next)),
    "2022/23": absence("2022/23", score, first),
    "2023/24": absence("2023/24", score, second),
    "2024/25": absence("2024/25", score, third),
    "2025/26": absence("2025/26", score, beside(third, next)),
  };
}
