// Lineage: which schools continue which. Directed links decide which figure a school inherits; groups join all schools
// of one lineage.
import type { Sql } from "../database/database.js";
import { meaningOf } from "../import/labels.js";
import { type LinkKind, linkTypes } from "../import/link-types.js";

export interface Relative {
  readonly urn: number;
  readonly kind: LinkKind;
  /** ISO date on which the link was established, the latest published one; null where none is published. */
  readonly established: string | null;
}

/** Works for any URN, even without links. Relatives are ascending by URN; cycles are kept as published. */
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
  const groups = new UnionFind();
  const predecessors = new Map<number, Map<number, Relative>>();
  const successors = new Map<number, Map<number, Relative>>();
  for (const { urn, linkUrn, linkType, established } of links) {
    const type = meaningOf(linkTypes, linkType);
    if (!type || urn === linkUrn) continue;
    groups.join(urn, linkUrn);
    if (type.direction === "none") continue;
    const [from, to] = type.direction === "predecessor" ? [linkUrn, urn] : [urn, linkUrn];
    add(predecessors, to, { urn: from, kind: type.kind, established });
    add(successors, from, { urn: to, kind: type.kind, established });
  }
  return {
    lineageOf: (urn) => groups.find(urn),
    predecessorsOf: ascending(predecessors),
    successorsOf: ascending(successors),
  };
}

/** Where the rows of the two schools have different kinds, the more specific one applies. */
const precedence: readonly LinkKind[] = ["ORDINARY", "MERGED", "AMALGAMATED", "SPLIT"];

function add(relatives: Map<number, Map<number, Relative>>, school: number, relative: Relative): void {
  const ofSchool = relatives.get(school) ?? new Map<number, Relative>();
  relatives.set(school, ofSchool);
  const existing = ofSchool.get(relative.urn);
  ofSchool.set(relative.urn, existing ? merge(existing, relative) : relative);
}

function merge(one: Relative, other: Relative): Relative {
  const kind = precedence.indexOf(other.kind) > precedence.indexOf(one.kind) ? other.kind : one.kind;
  const established = (one.established ?? "") > (other.established ?? "") ? one.established : other.established;
  return { urn: one.urn, kind, established };
}

function ascending(relatives: Map<number, Map<number, Relative>>): (urn: number) => readonly Relative[] {
  const sorted = new Map(
    [...relatives].map(([urn, ofSchool]) => [urn, [...ofSchool.values()].sort((a, b) => a.urn - b.urn)]),
  );
  return (urn) => sorted.get(urn) ?? [];
}

/** The smallest URN of a group is its root. */
class UnionFind {
  readonly #parent = new Map<number, number>();

  find(urn: number): number {
    let root = urn;
    let parent = this.#parent.get(root);
    while (parent !== undefined) {
      root = parent;
      parent = this.#parent.get(root);
    }
    if (root !== urn) this.#parent.set(urn, root);
    return root;
  }

  join(a: number, b: number): void {
    const [low, high] = [this.find(a), this.find(b)].sort((x, y) => x - y) as [number, number];
    if (low !== high) this.#parent.set(high, low);
  }
}
