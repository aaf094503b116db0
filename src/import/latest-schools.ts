// What a file with several years says about each school in the latest of them.
import type { DirectoryFact } from "./facts.js";

export class LatestSchools {
  private readonly latest = new Map<number, { readonly year: string; readonly fact: DirectoryFact }>();

  add(year: string, fact: DirectoryFact): void {
    if (year > (this.latest.get(fact.urn)?.year ?? "")) this.latest.set(fact.urn, { year, fact });
  }

  facts(): readonly DirectoryFact[] {
    return Array.from(this.latest.values(), ({ fact }) => fact);
  }
}
