// Fits the invented England's constants to the published figures and writes demo/fitted.ts, which holds aggregates
// only: quantiles, correlations and regressions. Run: npx tsx bench/demo-fit.ts (needs ../shared/data).
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { localAuthorities, settings } from "../demo/local-authorities.js";
import { quantileLevels, triangle } from "../demo/normal-scores.js";
import {
  type Phase,
  phases,
  type Row,
  readAbsence,
  readSecondary,
  readTables,
  secondaryColumns,
  type YearsOfAbsence,
} from "./demo-published.js";
import { correlation, leastSquares, mean, normalScores, quantile, sd } from "./demo-statistics.js";

const data = resolve(import.meta.dirname, "../../shared/data");
const tables = readTables(`${data}/performance-tables/2018-2019`);
const absences = readAbsence(`${data}/absence/1a_absence_3term_school.csv`);
const secondaries = readSecondary(`${data}/similar-schools/secondary_values_2026-05.csv`);

const attributes = ["roll", "fsm", "eal", "sen", "ehc", "absence"] as const;
const round = (value: number, places = 3) => Number(value.toFixed(places));
const quantiles = (values: number[]) => quantileLevels.map((p) => round(quantile(values, p)));
const complete = (phase: Phase): Row[] =>
  tables.filter(
    (row) =>
      row.phase === phase &&
      attributes.every((name) => Number.isFinite(row[name]) || (name === "absence" && phase === "alternative")),
  );

/** Normal scores of every attribute, by row. Alternative provision has no published absence. */
function scoresOf(rows: readonly Row[]): number[][] {
  const columns = attributes.map((name) => {
    const values = rows.map((row) => row[name]);
    return values.every(Number.isFinite) ? normalScores(values) : values.map(() => 0);
  });
  return rows.map((_, i) => columns.map((column) => column[i]!));
}

const correlations = (scores: number[][]): number[][] =>
  attributes.map((_, i) =>
    attributes.map((_, j) => {
      if (i === j) return 1;
      const value = correlation(
        scores.map((row) => row[i]!),
        scores.map((row) => row[j]!),
      );
      return Number.isFinite(value) ? value : 0;
    }),
  );

// Effects of the setting and of the authority, from the primary schools because there are most of them.
const primary = complete("primary");
const primaryScores = scoresOf(primary);
const settingOf = new Map(localAuthorities.map((la) => [String(la.code), la.setting]));
const averages = (rows: number[][]) => attributes.map((_, i) => mean(rows.map((row) => row[i]!)));
const settingMeans = settings.map((setting) =>
  averages(primaryScores.filter((_, i) => settingOf.get(primary[i]!.la) === setting)),
);
const shares = settings.map((s) => primary.filter((row) => settingOf.get(row.la) === s).length / primary.length);
const between = attributes.map((_, i) =>
  attributes.map((_, j) =>
    settings.reduce((sum, _, s) => sum + shares[s]! * settingMeans[s]![i]! * settingMeans[s]![j]!, 0),
  ),
);
const authorities = localAuthorities.flatMap((la) => {
  const rows = primaryScores.filter((_, i) => primary[i]!.la === String(la.code));
  if (rows.length < 15) return [];
  const means = averages(rows);
  const setting = settingMeans[settings.indexOf(la.setting)]!;
  const noise = (i: number, j: number) =>
    rows.reduce((sum, row) => sum + (row[i]! - means[i]!) * (row[j]! - means[j]!), 0) / (rows.length - 1) / rows.length;
  return { effects: means.map((value, i) => value - setting[i]!), noise };
});
const authority = attributes.map((_, i) =>
  attributes.map((_, j) => mean(authorities.map(({ effects, noise }) => effects[i]! * effects[j]! - noise(i, j)))),
);

// Changes from year to year, and levels before and after the pandemic.
const yearsOf = (phase: string) => absences.filter((row) => row.phase === phase && row.overall.every(Number.isFinite));
const before = new Map(tables.map((row) => [row.urn, row.absence]));
function yearly(phase: string, inTables: Phase) {
  const rows = yearsOf(phase);
  const inYear = (year: number) => rows.map((row) => row.overall[year]!);
  const changes = (year: number) => rows.map((row) => row.overall[year]! - row.overall[year - 1]!);
  return {
    quantiles: {
      "2018/19": quantiles(complete(inTables).map((row) => row.absence)),
      "2021/22": quantiles(inYear(0)),
      "2022/23": quantiles(inYear(1)),
      "2023/24": quantiles(inYear(2)),
    },
    sinceBefore: sinceBefore(rows),
    next: round(correlation(normalScores(inYear(1)), normalScores(inYear(2)))),
    changes: round(correlation(changes(1), changes(2))),
    persistent: persistentFit(rows.map((row) => [row.overall[2]!, row.persistent[2]!])),
  };
}

/** Mean correlation of the normal scores of 2018/19 with those of each year after the pandemic. */
function sinceBefore(rows: YearsOfAbsence[]): number {
  const both = rows.filter(({ urn }) => Number.isFinite(before.get(urn)));
  const scores = normalScores(both.map(({ urn }) => before.get(urn)!));
  const inYear = (year: number) => normalScores(both.map((row) => row.overall[year]!));
  return round(mean([0, 1, 2].map((year) => correlation(scores, inYear(year)))));
}

/** logit(persistent share) = intercept + slope · ln(absence %) + spread · noise. */
function persistentFit(pairs: [absence: number, persistent: number][]) {
  const usable = pairs.filter(([, persistent]) => persistent > 0.5 && persistent < 99);
  const x = usable.map(([absence]) => Math.log(absence));
  const y = usable.map(([, persistent]) => Math.log(persistent / (100 - persistent)));
  const [intercept, slope] = leastSquares(
    x.map((value) => [1, value]),
    y,
  ) as [number, number];
  const residuals = y.map((value, i) => value - intercept - slope * x[i]!);
  return { intercept: round(intercept), slope: round(slope), spread: round(sd(residuals)) };
}

// What the similar-schools file adds for secondary schools, given the six attributes.
const absenceOf = new Map(absences.map((row) => [row.urn, row.overall[2]!]));
const joined = secondaries
  .map((row) => ({ ...row, absence: absenceOf.get(row.urn) ?? Number.NaN }))
  .filter((row) => [...secondaryColumns, "absence" as const].every((name) => Number.isFinite(row[name])));
const predictors = [...secondaryColumns.slice(0, 5), "absence" as const].map((name) =>
  normalScores(joined.map((row) => row[name])),
);
const extras = secondaryColumns.slice(5);
const predictorRows = joined.map((_, i) => predictors.map((column) => column[i]!));
const regressions = extras.map((name) => {
  const scores = normalScores(joined.map((row) => row[name]));
  const coefficients = leastSquares(predictorRows, scores);
  const predicted = predictorRows.map((row) => row.reduce((sum, x, k) => sum + x * coefficients[k]!, 0));
  return { coefficients, residuals: scores.map((score, i) => score - predicted[i]!) };
});
const residualCovariance = regressions.map((a) =>
  regressions.map((b) => mean(a.residuals.map((value, i) => value * b.residuals[i]!))),
);

// Special schools and alternative provision share their area's deprivation and languages, but not its needs or absence.
const areaEffects: Record<Phase, number[]> = {
  primary: [1, 1, 1, 1, 1, 1],
  secondary: [1, 1, 1, 1, 1, 1],
  special: [0, 1, 1, 0, 0, 0],
  alternative: [0, 1, 1, 0, 0, 0],
};

const special = complete("special");
const specialQuantiles = quantiles(special.map((row) => row.absence));
/** An assumption: no file has special schools after the pandemic. Their absence grows less than other schools'. */
const specialGrowth = 1.3;
const fitted = {
  settingMeans: settingMeans.map((row) => row.map((x) => round(x))),
  authority: triangle(authority).map((row) => row.map((x) => round(x))),
  phases: Object.fromEntries(
    phases.map((phase) => {
      const rows = complete(phase);
      const area = areaEffects[phase];
      const within = correlations(scoresOf(rows)).map((row, i) =>
        row.map((value, j) => value - area[i]! * area[j]! * (between[i]![j]! + authority[i]![j]!)),
      );
      return [
        phase,
        {
          quantiles: Object.fromEntries(
            attributes.slice(0, 5).map((name) => [name, quantiles(rows.map((row) => row[name]))]),
          ),
          areaEffects: area,
          within: triangle(within).map((row) => row.map((x) => round(x))),
        },
      ];
    }),
  ),
  absence: {
    primary: yearly("Primary", "primary"),
    secondary: yearly("Secondary", "secondary"),
    special: {
      quantiles: {
        "2018/19": specialQuantiles,
        "2022/23": specialQuantiles.map((x) => round(x * specialGrowth)),
      },
      persistent: persistentFit(special.map((row) => [row.absence, row.persistent])),
    },
    allThroughRatio: round(level("All-through") / level("Secondary")),
    middleRatio: round(level("Middle deemed secondary") / level("Secondary")),
  },
  secondary: {
    quantiles: Object.fromEntries(extras.map((name) => [name, quantiles(joined.map((row) => row[name]))])),
    coefficients: regressions.map((r) => r.coefficients.map((x) => round(x))),
    rest: triangle(residualCovariance).map((row) => row.map((x) => round(x))),
  },
};

/** Mean absence in the latest year. */
function level(phase: string): number {
  return mean(yearsOf(phase).map((row) => row.overall[2]!));
}

const path = resolve(import.meta.dirname, "../demo/fitted.ts");
writeFileSync(
  path,
  `// Aggregates fitted by bench/demo-fit.ts to published figures (Department for Education, Open Government Licence v3.0).
// Attributes in the order roll, fsm, eal, sen, ehc, absence; matrices are lower triangles over normal scores.
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: a fitted value may look like a constant by chance

export const fitted = ${JSON.stringify(fitted)};
`,
);
