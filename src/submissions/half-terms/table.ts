// The half terms of England by academic year, unless they are configured or a school has its own. Each boundary is a
// Monday that no school's week crosses, whichever of the usual weeks it is on holiday; test/submissions has the rules.
import type { HalfTermTable } from "./half-terms.js";

/**
 * Of each year 1 August; the last Monday of October (the autumn holiday is in its week or the one before); 1 January;
 * the third Monday of February (likewise); Easter Monday; and the last Monday of May, which is the spring bank holiday
 * but for 2022, when that was moved to the Thursday of its week.
 */
export const usualHalfTerms: HalfTermTable = {
  "2017/18": ["2017-08-01", "2017-10-30", "2018-01-01", "2018-02-19", "2018-04-02", "2018-05-28"],
  "2018/19": ["2018-08-01", "2018-10-29", "2019-01-01", "2019-02-18", "2019-04-22", "2019-05-27"],
  "2019/20": ["2019-08-01", "2019-10-28", "2020-01-01", "2020-02-17", "2020-04-13", "2020-05-25"],
  "2020/21": ["2020-08-01", "2020-10-26", "2021-01-01", "2021-02-15", "2021-04-05", "2021-05-31"],
  "2021/22": ["2021-08-01", "2021-10-25", "2022-01-01", "2022-02-21", "2022-04-18", "2022-05-30"],
  "2022/23": ["2022-08-01", "2022-10-31", "2023-01-01", "2023-02-20", "2023-04-10", "2023-05-29"],
  "2023/24": ["2023-08-01", "2023-10-30", "2024-01-01", "2024-02-19", "2024-04-01", "2024-05-27"],
  "2024/25": ["2024-08-01", "2024-10-28", "2025-01-01", "2025-02-17", "2025-04-21", "2025-05-26"],
  "2025/26": ["2025-08-01", "2025-10-27", "2026-01-01", "2026-02-16", "2026-04-06", "2026-05-25"],
  "2026/27": ["2026-08-01", "2026-10-26", "2027-01-01", "2027-02-15", "2027-03-29", "2027-05-31"],
  "2027/28": ["2027-08-01", "2027-10-25", "2028-01-01", "2028-02-21", "2028-04-17", "2028-05-29"],
};
