// Peers that say nothing: what every list has to beat.
import { randomFrom } from "../strategy/random.js";
import type { Compared, PeerLists } from "./lists.js";
import { rowsOfEach } from "./parts.js";

/**
 * For each school as many other schools of its block as the list has peers for it, without replacement, in no order
 * that means anything. Lists with equally many peers for every school get the same random peers.
 */
export function randomPeersLike(
  list: PeerLists,
  { schools, seed }: Pick<Compared, "schools" | "seed">,
): readonly Int32Array[] {
  const random = randomFrom(seed ^ otherSequence);
  const blocks = new Map([...rowsOfEach(schools.block)].map(([name, rows]) => [name, Int32Array.from(rows)]));
  return list.peers.map((peers, row) => drawOthers(blocks.get(schools.block[row]!)!, row, peers.length, random));
}

/** Resamples use the seed itself. */
const otherSequence = 0x52616e64;

/** Fisher and Yates's shuffle, stopped after as many as are needed. The rows stay in the order that it leaves them in. */
function drawOthers(rows: Int32Array, own: number, count: number, random: () => number): Int32Array {
  const drawn = new Int32Array(count);
  let found = 0;
  for (let at = 0; found < count; at++) {
    const from = at + Math.floor(random() * (rows.length - at));
    const row = rows[from]!;
    rows[from] = rows[at]!;
    rows[at] = row;
    if (row !== own) drawn[found++] = row;
  }
  return drawn;
}
