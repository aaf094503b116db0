// Draws a school's figures: correlated normal scores, converted to figures by the fitted quantiles of its phase.
import type { Sector } from "./establishment.js";
import { fitted } from "./fitted.js";
import { type LocalAuthority, localAuthorities, settings } from "./local-authorities.js";
import { figureOf, times, triangle } from "./normal-scores.js";
import type { Random } from "./random.js";

/** Percentages 0-100 unless stated otherwise. */
export interface Figures {
  roll: number;
  /** Pupils: eligible for FSM in the last six years, with another first language, with SEN support, with EHC plans. */
  fsm: number;
  eal: number;
  sen: number;
  ehc: number;
  /** One for each year. */
  absence: number[];
  persistent: number[];
  /** Share of absence that was not authorised, 0-1. */
  unauthorised: number;
  secondary?: { ks2: number; polar: number; stability: number; idaci: number; attainment8: number };
}

/** Limits of overall absence, in percent. */
const lowestAbsence = 0.4;
const highestAbsence = 92;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Correlation of absence over three years: a lasting part, and a yearly part with the fitted changes. */
function correlation(fit: { next: number; changes: number }) {
  const lasting = 2 * fit.next - 1 - 2 * (1 - fit.next) * fit.changes;
  const next = (fit.next - lasting) / (1 - lasting);
  const yearly = triangle([
    [1, next, 0],
    [next, 1, next],
    [0, next, 1],
  ]);
  return { lasting, yearly };
}
const correlations = { primary: correlation(fitted.absence.primary), secondary: correlation(fitted.absence.secondary) };

/** No published figures to fit for the third year: absence goes on falling slowly. */
const thirdYearFactor = 0.97;
/** Pupils in alternative provision miss about three times as many sessions as those in special schools; not fitted. */
const alternativeFactor = 2.7;

export class FigureGenerator {
  readonly #areas: Map<LocalAuthority, number[]>;

  constructor(readonly random: Random) {
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
    const absence = this.#absence(phase, scores[5]!, roll).map((value) =>
      clamp(value * absenceFactor, lowestAbsence, highestAbsence),
    );
    return {
      roll,
      fsm: pupils(scores[1]!, quantiles.fsm),
      eal: pupils(scores[2]!, quantiles.eal),
      sen: Math.min(pupils(scores[3]!, quantiles.sen), roll - ehc),
      ehc,
      absence,
      persistent: absence.map((value) => this.#persistent(phase, value)),
      unauthorised: clamp(0.28 + 0.06 * scores[1]! + 0.05 * this.random.normal(), 0.04, 0.7),
      secondary: phase === "secondary" ? this.#secondary(scores) : undefined,
    };
  }

  /** Overall absence of three years. A small school's absence varies more. */
  #absence(phase: Phase, score: number, roll: number): number[] {
    const { lasting, yearly } = correlations[phase === "primary" ? "primary" : "secondary"];
    const yearlyWeight = Math.sqrt(1 - lasting) * clamp((typicalRoll[phase] / roll) ** 0.35, 0.6, 2);
    return times(yearly, this.random.normals(3)).map((value, year) => {
      const level = Math.sqrt(lasting) * score + yearlyWeight * value;
      if (phase === "special") return figureOf(level, fitted.absence.special.quantiles) * thirdYearFactor ** (year / 2);
      if (phase === "alternative") return figureOf(level, fitted.absence.special.quantiles) * alternativeFactor;
      const { quantiles } = fitted.absence[phase];
      return figureOf(level, quantiles[Math.min(year, 1)]!) * (year === 2 ? thirdYearFactor : 1);
    });
  }

  /** Percentage of pupils who miss a tenth of sessions or more. */
  #persistent(phase: Phase, absence: number): number {
    const fit = fitted.absence[phase === "alternative" ? "special" : phase].persistent;
    const logit = fit.intercept + fit.slope * Math.log(absence) + fit.spread * this.random.normal();
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

type Phase = keyof typeof fitted.phases;

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
