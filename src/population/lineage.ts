// Lineage: which schools continue which. Directed links say whose figure stands for whom; groups say who is family.
import type { Sql } from "../database/database.js";

/** How a school continues another. */
export type LinkKind = "ORDINARY" | "MERGED" | "AMALGAMATED" | "SPLIT";

export interface Relative {
  readonly urn: number;
  readonly kind: LinkKind;
  /** ISO date on which the link was established, the latest of those published; null where none is. */
  readonly established: string | null;
}

/** Of any URN, also one that no link names. Relatives are ascending by URN; cycles are kept as published. */
export interface Lineages {
  /** The smallest URN of the school's lineage. */
  lineageOf(urn: number): number;
  predecessorsOf(urn: number): readonly Relative[];
  successorsOf(urn: number): readonly Relative[];
}

export interface Link {
  readonly urn: number;
  readonly linkUrn: number;
  /** As published: `Predecessor - merged`, … */
  readonly linkType: string;
  readonly established: string | null;
}

/** Reads the current links. */
export async function readLineages(sql: Sql): Promise<Lineages> {
  return lineagesOf(
    await sql.query<Link>(
      `SELECT urn, link_urn AS "linkUrn", link_type AS "linkType", established::text AS established
       FROM school_link WHERE current`,
    ),
  );
}

export function lineagesOf(links: readonly Link[]): Lineages {
  const group = new Groups();
  const predecessors = new Map<number, Map<number, Relative>>();
  const successors = new Map<number, Map<number, Relative>>();
  for (const { urn, linkUrn, linkType, established } of links) {
    const type = readType(linkType);
    if (type === null || urn === linkUrn) continue;
    group.join(urn, linkUrn);
    if (type.direction === "none") continue;
    const [from, to] = type.direction === "predecessor" ? [linkUrn, urn] : [urn, linkUrn];
    add(predecessors, to, { urn: from, kind: type.kind, established });
    add(successors, from, { urn: to, kind: type.kind, established });
  }
  return {
    lineageOf: (urn) => group.smallest(urn),
    predecessorsOf: ascending(predecessors),
    successorsOf: ascending(successors),
  };
}

type LinkType = { readonly direction: "predecessor" | "successor"; readonly kind: LinkKind } | { direction: "none" };

/** Null for links that continue no school: sixth form centres, expansions, closures, `Other`. */
function readType(published: string): LinkType | null {
  if (published === "Result of Amalgamation") return { direction: "none" };
  const parts = /^(predecessor|successor)(?: - (merged|amalgamated|split school))?$/.exec(published.toLowerCase());
  if (!parts) return null;
  return { direction: parts[1] as "predecessor" | "successor", kind: kinds[parts[2] ?? ""] as LinkKind };
}

const kinds: Readonly<Record<string, LinkKind>> = {
  "": "ORDINARY",
  merged: "MERGED",
  amalgamated: "AMALGAMATED",
  "split school": "SPLIT",
};

/** Where the two schools' rows say different kinds, the more particular one holds. */
const precedence: readonly LinkKind[] = ["ORDINARY", "MERGED", "AMALGAMATED", "SPLIT"];

function add(relatives: Map<number, Map<number, Relative>>, of: number, given: Relative): void {
  const known = relatives.get(of) ?? new Map<number, Relative>();
  relatives.set(of, known);
  const before = known.get(given.urn);
  if (!before) {
    known.set(given.urn, given);
    return;
  }
  const kind = precedence.indexOf(given.kind) > precedence.indexOf(before.kind) ? given.kind : before.kind;
  const established = (before.established ?? "") > (given.established ?? "") ? before.established : given.established;
  known.set(given.urn, { urn: given.urn, kind, established });
}

function ascending(relatives: Map<number, Map<number, Relative>>): (urn: number) => readonly Relative[] {
  const sorted = new Map(
    [...relatives].map(([urn, known]) => [urn, [...known.values()].sort((a, b) => a.urn - b.urn)]),
  );
  return (urn) => sorted.get(urn) ?? [];
}

/** Union-find in which the smallest URN is the root. */
class Groups {
  readonly #parent = new Map<number, number>();

  smallest(urn: number): number {
    let root = urn;
    for (let up = this.#parent.get(root); up !== undefined; up = this.#parent.get(root)) root = up;
    if (root !== urn) this.#parent.set(urn, root);
    return root;
  }

  join(a: number, b: number): void {
    const [low, high] = [this.smallest(a), this.smallest(b)].sort((x, y) => x - y) as [number, number];
    if (low !== high) this.#parent.set(high, low);
  }
}
