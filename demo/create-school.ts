// Creates one school: its type, ages, place, faith, trust and figures.
import { recentYears } from "./calendar.js";
import type { Establishment, Sector } from "./establishment.js";
import { FigureGenerator, type Figures } from "./figures.js";
import { fitted } from "./fitted.js";
import { type LocalAuthority, localAuthorities } from "./local-authorities.js";
import { schoolName, streetName } from "./names.js";
import { Places } from "./places.js";
import { Random } from "./random.js";
import { Trusts } from "./trusts.js";
import { type RegisterPhase, type Religion, type SchoolType, types } from "./vocabulary.js";
import { resize } from "./yearly-pupils.js";

type Weights<T> = readonly (readonly [T, number])[];

/** @param weights by the names of `types` */
const ofTypes = (weights: Partial<Record<keyof typeof types, number>>): Weights<SchoolType> =>
  Object.entries(weights).map(([name, weight]) => [types[name as keyof typeof types], weight]);

const typeWeights: Record<Sector, Weights<SchoolType>> = {
  primary: ofTypes({ community: 32, converter: 30, aided: 13, sponsored: 10, controlled: 8, foundation: 3, free: 3 }),
  secondary: ofTypes({
    converter: 46,
    sponsored: 24,
    community: 9,
    free: 7,
    aided: 6,
    foundation: 5,
    technical: 1.4,
    studio: 0.7,
    cityTechnology: 0.1,
  }),
  allThrough: ofTypes({ converter: 50, free: 25, sponsored: 15, community: 10 }),
  special: ofTypes({ communitySpecial: 47, specialConverter: 38, freeSpecial: 9, foundationSpecial: 6 }),
  alternative: ofTypes({ referralUnit: 50, alternativeConverter: 34, freeAlternative: 16 }),
  independent: ofTypes({ independent: 75, independentSpecial: 25 }),
  nursery: ofTypes({ nursery: 1 }),
  post16: ofTypes({ furtherEducation: 80, sixteenPlus: 20 }),
};

type AgeRange = { phase: RegisterPhase; ages: readonly [number, number]; roll?: number; absence?: number };

/** Phases and ages, with the factors by which the roll and the absence of such a school are multiplied. */
const ageRangeWeights: Record<Sector, Weights<AgeRange>> = {
  primary: [
    [{ phase: "primary", ages: [3, 11] }, 42],
    [{ phase: "primary", ages: [4, 11] }, 41],
    [{ phase: "primary", ages: [2, 11] }, 6],
    [{ phase: "primary", ages: [4, 7], roll: 0.7 }, 6],
    [{ phase: "primary", ages: [7, 11], roll: 0.9 }, 5],
    [{ phase: "middlePrimary", ages: [8, 12] }, 0.1],
  ],
  secondary: [
    [{ phase: "secondary", ages: [11, 18] }, 50],
    [{ phase: "secondary", ages: [11, 16], roll: 0.9 }, 46],
    [{ phase: "secondary", ages: [13, 18], roll: 0.8 }, 1],
    [{ phase: "middleSecondary", ages: [9, 13], roll: 0.45, absence: fitted.absence.middleRatio }, 2.5],
  ],
  allThrough: [
    [{ phase: "allThrough", ages: [4, 18], roll: 1.25, absence: fitted.absence.allThroughRatio }, 60],
    [{ phase: "allThrough", ages: [3, 16], absence: fitted.absence.allThroughRatio }, 40],
  ],
  special: [
    [{ phase: "none", ages: [3, 19] }, 40],
    [{ phase: "none", ages: [11, 19] }, 30],
    [{ phase: "none", ages: [4, 11] }, 30],
  ],
  alternative: [
    [{ phase: "none", ages: [11, 16] }, 70],
    [{ phase: "none", ages: [5, 16] }, 30],
  ],
  independent: [
    [{ phase: "none", ages: [3, 11], roll: 0.3 }, 1],
    [{ phase: "none", ages: [11, 18], roll: 0.4 }, 1],
    [{ phase: "none", ages: [4, 18], roll: 0.6 }, 1],
  ],
  nursery: [[{ phase: "nursery", ages: [2, 5], roll: 0.4 }, 1]],
  post16: [[{ phase: "post16", ages: [16, 99] }, 1]],
};

const faiths = Object.entries({ catholic: 45, anglican: 45, christian: 4, jewish: 3, muslim: 3 }) as [
  Religion,
  number,
][];

export class SchoolCreator {
  readonly #random: Random;
  readonly #figures: FigureGenerator;
  readonly #places: Places;
  readonly #trusts: Trusts;
  /** Each authority once for each of its schools, so that a random one is chosen by size. */
  readonly #authorities: Record<"primary" | "secondary", LocalAuthority[]>;
  #created = 0;
  readonly #numbers = new Map<LocalAuthority, number>();

  constructor(seed: number) {
    this.#random = new Random(seed, "schools");
    this.#figures = new FigureGenerator(new Random(seed, "figures"), new Random(seed, "figures of other years"));
    this.#places = new Places(new Random(seed, "places"));
    this.#trusts = new Trusts(new Random(seed, "trusts"));
    this.#authorities = {
      primary: localAuthorities.flatMap((la) => new Array<LocalAuthority>(la.primaries).fill(la)),
      secondary: localAuthorities.flatMap((la) => new Array<LocalAuthority>(la.secondaries).fill(la)),
    };
  }

  /** Creates an open school with figures in each of the recent years, in a random authority unless one is given. */
  createSchool(sector: Sector, authority?: LocalAuthority): Establishment {
    const random = this.#random;
    const secondary = sector === "secondary" || sector === "allThrough";
    const la = authority ?? random.pick(this.#authorities[secondary ? "secondary" : "primary"]);
    const type = random.weighted(typeWeights[sector]);
    const technical = type === types.technical || type === types.studio;
    const range: AgeRange = technical
      ? { phase: "secondary", ages: [14, 18], roll: 0.4 }
      : random.weighted(ageRangeWeights[sector]);
    const figures = this.#figures.draw(la, sector, range.absence);
    if (range.roll) resize(figures, range.roll);
    const place = this.#places.find(la, ruralFactor(sector, figures));
    const religion = this.#religion(sector, type);
    const { name, ...location } = place;
    return {
      urn: 0,
      la,
      number: this.#nextNumber(la),
      name: schoolName(random, name, { sector, type, religion, ages: range.ages }, this.#created++),
      street: `${random.whole(1, 180)} ${streetName(random)}`,
      ...location,
      sector,
      type,
      phase: range.phase,
      ages: range.ages,
      gender: secondary && random.chance(0.1) ? random.pick(["Girls", "Boys"]) : "Mixed",
      religion,
      admissions: secondary ? (random.chance(0.07) ? "unknown" : "open") : "none",
      trust: type.academy ? this.#trusts.join(la) : undefined,
      status: "open",
      opened: this.#opened(type),
      figures,
      absence: Object.fromEntries(recentYears.map((year) => [year, "figure"])),
      inCensus: true,
      inTables: sector === "alternative" ? undefined : "figure",
    };
  }

  /** The register has no date for many old schools. */
  #opened(type: SchoolType): string | undefined {
    if (type.academy) return `${this.#random.whole(2010, 2021)}-${this.#random.pick(["04", "09", "11"])}-01`;
    return this.#random.chance(0.6) ? `${this.#random.whole(1905, 2009)}-09-01` : undefined;
  }

  #religion(sector: Sector, type: SchoolType): Religion {
    if (type === types.controlled) return "anglican";
    let chance = 0.02;
    if (type === types.aided) chance = 0.97;
    else if (type === types.converter && sector !== "special") chance = 0.3;
    return this.#random.chance(chance) ? this.#random.weighted(faiths) : "none";
  }

  #nextNumber(la: LocalAuthority): number {
    const number = this.#numbers.get(la) ?? 2000;
    this.#numbers.set(la, number + 1);
    return number;
  }
}

/** How likely the school is to be rural: rural schools are small, with few pupils of another first language. */
function ruralFactor(sector: Sector, { roll, eal }: Figures): number {
  if (sector === "secondary" || sector === "allThrough") return 0.45 * (roll > 1200 ? 0.5 : 1.3);
  const small = Math.min(2.2, (200 / roll) ** 0.9);
  return small * (eal / roll > 0.1 ? 0.4 : 1.25);
}
