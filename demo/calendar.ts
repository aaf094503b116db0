// The invented England's dates: the register as of spring 2026, and the academic years that have figures.

/** No figures were collected for the two years of the pandemic between the first and the second. */
export const years = ["2018/19", "2021/22", "2022/23", "2023/24", "2024/25", "2025/26"] as const;
export type AcademicYear = (typeof years)[number];

export const baseYear = "2024/25";
export const targetYear = "2025/26";
export const startOfTargetYear = "2025-09-01";
/** Of the targets before: their target year is the base year. */
export const earlierBaseYear = "2023/24";

/** Before the base year. */
export const earlierYears = ["2018/19", "2021/22", "2022/23", "2023/24"] as const satisfies AcademicYear[];
/** The years of the absence release that precedes the targets. The target year has a release of its own. */
export const releasedYears = ["2021/22", "2022/23", "2023/24", "2024/25"] as const satisfies AcademicYear[];
/** The last years of that release: what scenarios say about attendance is about these. */
export const recentYears = ["2022/23", "2023/24", "2024/25"] as const satisfies AcademicYear[];

/** '2024/25' -> '202425', as the absence release writes it. */
export const timePeriod = (year: string): string => year.replace("/", "");

/** '2024/25' -> '2024-2025', as the performance tables name their folders. */
export const folderOf = (year: string): string => `${year.slice(0, 4)}-${Number(year.slice(0, 4)) + 1}`;

/** The first day of an academic year, ISO. */
export const startOf = (year: string): string => `${year.slice(0, 4)}-09-01`;

/** The last day of an academic year, ISO. */
export const endOf = (year: string): string => `${Number(year.slice(0, 4)) + 1}-08-31`;

/** The day of an academic year's January census, ISO. */
export const censusDayOf = (year: string): string => `${Number(year.slice(0, 4)) + 1}-01-16`;

/** ISO -> dd-mm-yyyy, as the register writes it; an empty cell if there is no date. */
export const registerDate = (iso: string | undefined): string => (iso ? iso.split("-").reverse().join("-") : "");

/** ISO -> the day number of a spreadsheet, as the performance tables write it. */
export const serialDate = (iso: string | undefined): string =>
  iso ? String((Date.parse(iso) - Date.parse("1899-12-30")) / 86_400_000) : "";

/** The day before, ISO. */
export const dayBefore = (iso: string): string => new Date(Date.parse(iso) - 86_400_000).toISOString().slice(0, 10);
