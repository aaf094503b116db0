// Places schools in the invented towns of each authority, or between them.
import { type LocalAuthority, localAuthorities, type Setting } from "./local-authorities.js";
import { placeName } from "./names.js";
import type { Random } from "./random.js";
import type { Landscape } from "./vocabulary.js";

/** Kilometres from the centre of an authority to its towns, one standard deviation. */
const authoritySpread: Record<Setting, number> = { L: 2.5, M: 4.5, T: 4, S: 14 };
/** Share of primary schools that are rural; about half of it for secondary schools. */
const ruralShare: Record<Setting, number> = { L: 0, M: 0.05, T: 0.12, S: 0.42 };
/** Kilometres between the schools of one town, one standard deviation. */
const townSpread = 1.4;
const schoolsPerTown = 14;

interface Town {
  name: string;
  east: number;
  north: number;
}

interface Place {
  town: string;
  /** The place that the school may be named after. */
  name: string;
  easting: number;
  northing: number;
  postcode: string;
  landscape: Landscape;
}

export class Places {
  readonly #towns = new Map<LocalAuthority, Town[]>();

  constructor(readonly random: Random) {
    for (const la of localAuthorities) {
      const count = Math.ceil((la.primaries + la.secondaries) / schoolsPerTown) || 1;
      this.#towns.set(
        la,
        Array.from({ length: count }, (_, i) => {
          const spread = i === 0 ? 0.3 : authoritySpread[la.setting];
          return { name: placeName(random), ...this.#near(la.centre.east, la.centre.north, spread) };
        }),
      );
    }
  }

  /** `ruralFactor` multiplies the chance that the place is rural: 1 for an ordinary primary school. */
  find(la: LocalAuthority, ruralFactor: number): Place {
    const { random } = this;
    const rural = random.chance(Math.min(0.95, ruralShare[la.setting] * ruralFactor));
    const town = random.pick(this.#towns.get(la)!);
    const spot = rural
      ? this.#near(la.centre.east, la.centre.north, authoritySpread[la.setting])
      : this.#near(town.east, town.north, townSpread);
    return {
      town: town.name,
      name: rural || random.chance(0.5) ? placeName(random) : town.name,
      easting: Math.round(1000 * Math.min(655, Math.max(80, spot.east))),
      northing: Math.round(1000 * Math.min(657, Math.max(7, spot.north))),
      // No British postcode begins with X.
      postcode: `X${la.region.gor}${la.code % 100} ${random.whole(0, 9)}${random.pick([..."ABDEFGHJLN"])}${random.pick([..."ABDEFGHJLN"])}`,
      landscape: landscapeOf(random, rural, la.setting),
    };
  }

  #near(east: number, north: number, spread: number) {
    return { east: east + spread * this.random.normal(), north: north + spread * this.random.normal() };
  }
}

function landscapeOf(random: Random, rural: boolean, setting: Setting): Landscape {
  if (random.chance(0.002)) return "unknown";
  const old = random.chance(0.01);
  if (rural) {
    if (old) return random.pick(["oldFringe", "oldVillage"]);
    return random.weighted([
      ["village", 5],
      ["villageFar", 3],
      ["hamlet", 2],
      ["hamletFar", 1],
    ]);
  }
  if (old) return setting === "L" || setting === "M" ? "oldConurbation" : "oldTown";
  return random.chance(setting === "S" ? 0.15 : 0.02) ? "urbanFar" : "urban";
}
