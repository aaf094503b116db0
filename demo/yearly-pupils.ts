// How a school's pupils change from year to year: a trend of the phase, and a random walk of the school.
import { type AcademicYear, baseYear } from "./calendar.js";
import type { Random } from "./random.js";
import type { Phase } from "./yearly-absence.js";

/** Numbers of pupils: all, eligible for FSM in the last six years, with another first language, with needs. */
export interface Pupils {
  roll: number;
  fsm: number;
  eal: number;
  sen: number;
  ehc: number;
}

const names = ["roll", "fsm", "eal", "sen", "ehc"] as const;

type OtherYear = Exclude<AcademicYear, typeof baseYear>;

/** Factors on the base year's roll and on its shares of pupils. */
type Change = Record<(typeof names)[number], number>;

export type Changes = Record<OtherYear, Change>;

/** Growth in a year, as the logarithm of a factor. Assumed, not fitted. */
const growth: Record<Phase, Change> = {
  primary: { roll: -0.005, fsm: 0.025, eal: 0.02, sen: 0.03, ehc: 0.09 },
  secondary: { roll: 0.012, fsm: 0.025, eal: 0.02, sen: 0.03, ehc: 0.09 },
  special: { roll: 0.03, fsm: 0.02, eal: 0.02, sen: 0, ehc: 0 },
  alternative: { roll: 0, fsm: 0.01, eal: 0.02, sen: 0, ehc: 0 },
};
/** Standard deviation of a mainstream school's own growth in a year. Assumed, not fitted. */
const mainstream: Change = { roll: 0.025, fsm: 0.04, eal: 0.05, sen: 0.07, ehc: 0.08 };
/** Where nearly all pupils have needs, their share does not change. */
const needsOfAll: Change = { ...mainstream, sen: 0, ehc: 0 };
const spread: Record<Phase, Change> = {
  primary: mainstream,
  secondary: mainstream,
  special: needsOfAll,
  alternative: needsOfAll,
};

export function drawChanges(phase: Phase, random: Random): Changes {
  const walk = (from: Change, yearsLater: number): Change => {
    const step = (name: (typeof names)[number]) =>
      Math.exp(
        yearsLater * growth[phase][name] + Math.sqrt(Math.abs(yearsLater)) * spread[phase][name] * random.normal(),
      );
    const grown = names.map((name) => [name, from[name] * step(name)] as const);
    return Object.fromEntries(grown) as Change;
  };
  const none: Change = { roll: 1, fsm: 1, eal: 1, sen: 1, ehc: 1 };
  const later = walk(none, 1);
  const one = walk(none, -1);
  const two = walk(one, -1);
  const three = walk(two, -1);
  return { "2018/19": walk(three, -3), "2021/22": three, "2022/23": two, "2023/24": one, "2025/26": later };
}

/** The pupils of a year, given those of the base year. */
export function pupilsIn(year: AcademicYear, base: Pupils & { readonly changes: Changes }): Pupils {
  if (year === baseYear) return base;
  const change = base.changes[year];
  const roll = Math.max(1, Math.round(base.roll * change.roll));
  const some = (name: "fsm" | "eal" | "sen" | "ehc") =>
    Math.min(roll, Math.round(base[name] * change.roll * change[name]));
  const ehc = some("ehc");
  return { roll, fsm: some("fsm"), eal: some("eal"), sen: Math.min(some("sen"), roll - ehc), ehc };
}

export function resize(pupils: Pupils, factor: number): void {
  for (const name of names) pupils[name] = Math.round(pupils[name] * factor);
  pupils.roll = Math.max(1, pupils.roll);
}
