// Academy trusts: a few large, many small, most of them within one authority or region.
import type { Trust } from "./establishment.js";
import type { LocalAuthority } from "./local-authorities.js";
import { trustName } from "./names.js";
import type { Random } from "./random.js";

const singleShare = 0.12;

export class Trusts {
  #next = 90_001;
  /** One entry for each school, so that a large trust is more likely to grow. */
  readonly #byAuthority = new Map<number, Trust[]>();
  readonly #byRegion = new Map<string, Trust[]>();

  constructor(readonly random: Random) {}

  join(la: LocalAuthority): Trust {
    if (this.random.chance(singleShare)) return this.#create(false);
    const near = entry(this.#byAuthority, la.code);
    const region = entry(this.#byRegion, la.region.gor);
    const from = this.random.weighted([
      [near, 70],
      [region, 17],
      [[], 13],
    ]);
    const trust = from.length > 0 ? this.random.pick(from) : this.#create(true);
    near.push(trust);
    region.push(trust);
    return trust;
  }

  #create(multiple: boolean): Trust {
    return { code: String(this.#next++), name: trustName(this.random, multiple).toUpperCase(), multiple };
  }
}

function entry<K>(map: Map<K, Trust[]>, key: K): Trust[] {
  const found = map.get(key) ?? [];
  map.set(key, found);
  return found;
}
