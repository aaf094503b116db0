// Invented readings of a school's periods.
import type { SubmittedYears } from "../../../src/submissions/progress/progress.js";
import type { StoredReading } from "../../../src/submissions/progress/readings.js";

export const begins2023 = ["2023-08-01", "2023-10-30", "2024-01-01", "2024-02-19", "2024-04-01", "2024-05-27"];
export const begins2024 = ["2024-08-01", "2024-10-28", "2025-01-01", "2025-02-17", "2025-04-21", "2025-05-26"];

/** Read on the last day, unless another day is given. */
export function reading(
  from: string,
  to: string,
  [attended, possible]: readonly [number, number],
  given: Partial<StoredReading> = {},
): StoredReading {
  return {
    ...{ from, to, revision: 1, asAt: to, withdrawn: false, hasCodes: true },
    ...{ attended, possible, authorised: possible - attended, unauthorised: 0 },
    ...{ enrolments: 10, persistent: null, severe: null },
    ...given,
  };
}

/** One period a half term of 2023/24: 1,000 possible sessions of 10 enrolments. */
export const earlier = (given: Partial<StoredReading> = {}): StoredReading[] => [
  reading("2023-09-04", "2023-10-20", [190, 200], given),
  reading("2023-10-30", "2023-12-22", [180, 200], given),
  reading("2024-01-08", "2024-02-09", [150, 160], given),
  reading("2024-02-19", "2024-03-28", [140, 160], given),
  reading("2024-04-15", "2024-05-24", [130, 140], given),
  reading("2024-06-03", "2024-07-19", [110, 140], given),
];

export const years = (
  readings: readonly StoredReading[],
  earlierReadings: readonly StoredReading[],
): SubmittedYears => ({
  ...{ urn: 100_001, trustCode: null, laCode: null, year: "2024/25" },
  ...{ readings, begins: begins2024, earlierReadings, earlierBegins: begins2023 },
});
