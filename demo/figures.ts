// Draws a school's figures: correlated normal scores, converted to figures by the fitted quantiles of its phase.
import { type AcademicYear, recentYears, years } from "./calendar.js";
import type { Sector } from "./establishment.js";
import { fitted } from "./fitted.js";
import { type LocalAuthority, localAuthorities, settings } from "./local-authorities.js";
import { figureOf, times } from "./normal-scores.js";
import type { Random } from "./random.js";
import { drawAbsence, type Phase, type YearlyAbsence } from "./yearly-absence.js";
import { type Changes, drawChanges, type Pupils } from "./yearly-pupils.js";

/** Pupils of the base year, and percentages 0-100 unless stated otherwise. */
export interface Figures extends Pupils {
  /** From the base year's pupils to those of other years. */
  changes: Changes;
  absence: YearlyAbsence;
  persistent: YearlyAbsence;
  /** Share of absence that was not authorised, 0-1. */
  unauthorised: number;
  secondary?: { ks2: number; polar: number; stability: number; idaci: number; attainment8: number };
}

/** Limits of overall absence, in percent. */
const lowestAbsence = 0.4;
const highestAbsence = 92;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export class FigureGenerator {
  readonly #areas: Map<LocalAuthority, number[]>;

  /** @param others for figures of years other than the recent ones */
  constructor(
    readonly random: Random,
    readonly others: Random,
  ) {
    this.#areas = new Map(
      localAuthorities.map((la) => {
        const own = times(fitted.authority, random.normals(6));
        return [la, own.map((value, i) => value + fitted.settingMeans[settings.indexOf(la.setting)]![i]!)];
      }),
    );
  }

  /** `absenceFactor` scales absence, for middle and all-through schools. */
  draw(la: LocalAuthority, sector: Sector, absenceFactor = 1): Figures {
    const phase = phaseOf[sector];
    const fit = fitted.phases[phase];
    const area = this.#areas.get(la)!;
    const own = times(fit.within, this.random.normals(6));
    const scores = own.map((value, i) => value + fit.areaEffects[i]! * area[i]!);
    const { quantiles } = fit;
    const roll = Math.max(1, Math.round(figureOf(scores[0]!, quantiles.roll)));
    const pupils = (score: number, percentages: readonly number[]) =>
      Math.round((roll * clamp(figureOf(score, percentages), 0, 100)) / 100);
    const ehc = pupils(scores[4]!, quantiles.ehc);
    const variability = clamp((typicalRoll[phase] / roll) ** 0.35, 0.6, 2); // a small school's absence varies more
    const drawn = drawAbsence(phase, scores[5]!, variability, this.random, this.others);
    const absence = byYear((year) => clamp(drawn[year] * absenceFactor, lowestAbsence, highestAbsence));
    return {
      roll,
      fsm: pupils(scores[1]!, quantiles.fsm),
      eal: pupils(scores[2]!, quantiles.eal),
      sen: Math.min(pupils(scores[3]!, quantiles.sen), roll - ehc),
      ehc,
      changes: drawChanges(phase, this.others),
      absence,
      persistent: byYear((year) =>
        this.#persistent(phase, absence[year], recent.has(year) ? this.random : this.others),
      ),
      unauthorised: clamp(0.28 + 0.06 * scores[1]! + 0.05 * this.random.normal(), 0.04, 0.7),
      secondary: phase === "secondary" ? this.#secondary(scores) : undefined,
    };
  }

  /** Percentage of pupils who miss a tenth of sessions or more. */
  #persistent(phase: Phase, absence: number, random: Random): number {
    const fit = fitted.absence[phase === "alternative" ? "special" : phase].persistent;
    const logit = fit.intercept + fit.slope * Math.log(absence) + fit.spread * random.normal();
    return 100 / (1 + Math.exp(-logit));
  }

  #secondary(scores: readonly number[]): Figures["secondary"] {
    const { quantiles, coefficients, rest } = fitted.secondary;
    const explained = times(coefficients, scores);
    const own = times(rest, this.random.normals(5));
    const figure = (i: number, levels: readonly number[], low: number, high: number) =>
      clamp(figureOf(explained[i]! + own[i]!, levels), low, high);
    return {
      ks2: figure(0, quantiles.KS2MRP, 92, 118),
      polar: figure(1, quantiles.Polar4QuintilePupils, 1, 5),
      stability: figure(2, quantiles.PStability, 20, 100),
      idaci: figure(3, quantiles.IdaciPupils, 0.01, 0.8),
      attainment8: figure(4, quantiles.Att8Scr, 5, 89),
    };
  }
}

const recent: ReadonlySet<AcademicYear> = new Set(recentYears);

const byYear = (figure: (year: AcademicYear) => number): YearlyAbsence =>
  Object.fromEntries(years.map((year) => [year, figure(year)])) as YearlyAbsence;

const phaseOf: Record<Sector, Phase> = {
  primary: "primary",
  nursery: "primary",
  secondary: "secondary",
  allThrough: "secondary",
  independent: "secondary",
  post16: "secondary",
  special: "special",
  alternative: "alternative",
};

/** The fitted median. */
const typicalRoll = Object.fromEntries(
  Object.entries(fitted.phases).map(([phase, { quantiles }]) => [phase, quantiles.roll[8]!]),
) as Record<Phase, number>;
