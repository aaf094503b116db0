// The invented England's dates: the register as of spring 2026, with three academic years of absence before it.

/** Academic years of the absence release, the base year last. */
export const years = ["2022/23", "2023/24", "2024/25"] as const;
export const baseYear = "2024/25";
export const targetYear = "2025/26";
export const startOfTargetYear = "2025-09-01";

/** '2024/25' -> '202425', as the absence release writes it. */
export const timePeriod = (year: string): string => year.replace("/", "");

/** The last day of an academic year, ISO. */
export const endOf = (year: string): string => `${Number(year.slice(0, 4)) + 1}-08-31`;

/** ISO -> dd-mm-yyyy, as the register writes it; an empty cell if there is no date. */
export const registerDate = (iso: string | undefined): string => (iso ? iso.split("-").reverse().join("-") : "");

/** ISO -> the day number of a spreadsheet, as the performance tables write it. */
export const serialDate = (iso: string | undefined): string =>
  iso ? String((Date.parse(iso) - Date.parse("1899-12-30")) / 86_400_000) : "";

/** The day before, ISO. */
export const dayBefore = (iso: string): string => new Date(Date.parse(iso) - 86_400_000).toISOString().slice(0, 10);
