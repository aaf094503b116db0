// The result for some schools in columns, as a run stores it. Columns pass from process to process in a tenth of the time
// that an object for each school and each peer takes.
import type { SchoolMatching, Unmatched } from "./result.js";

export interface MatchedRows {
  readonly urn: Int32Array;
  /** For each school, its row in the frame. */
  readonly frameRow: Int32Array;
  /** For each school, its number of peers. Their URNs and distances follow one another in the order of the schools. */
  readonly peerCount: Int32Array;
  readonly peers: Int32Array;
  readonly distances: Float64Array;
  /** For each school, JSON: the rest of what is known of its peers, or what is missing. */
  readonly detail: readonly string[];
  /** Null for a school with peers. */
  readonly reason: readonly (Unmatched["unmatched"] | null)[];
}

/**
 * @param frameRow for each school, its row in the frame
 * @param attributes the names of the shares
 */
export function matchedRows(
  schools: readonly SchoolMatching[],
  frameRow: Int32Array,
  attributes: readonly string[],
): MatchedRows {
  const peersOf = (school: SchoolMatching) => ("peers" in school ? school.peers : []);
  return {
    urn: Int32Array.from(schools, ({ urn }) => urn),
    frameRow,
    peerCount: Int32Array.from(schools, (school) => peersOf(school).length),
    peers: Int32Array.from(schools.flatMap(peersOf)),
    distances: Float64Array.from(schools.flatMap((school) => ("peers" in school ? school.distances : []))),
    detail: schools.map((school) => JSON.stringify(detailOf(school, attributes))),
    reason: schools.map((school) => ("unmatched" in school ? school.unmatched : null)),
  };
}

function detailOf(school: SchoolMatching, attributes: readonly string[]) {
  if ("unmatched" in school) {
    const missing = school.missing.length > 0 ? { missing: school.missing } : {};
    return { kilometres: [], shares: {}, ...missing };
  }
  const { kilometres, shares, band, imputed } = school;
  const byAttribute = attributes.map((name, index) => [name, shares.map((share) => share?.[index] ?? null)]);
  return { kilometres, shares: Object.fromEntries(byAttribute), ...(band && { band }), ...(imputed && { imputed }) };
}
