// Exact bands, relaxed step by step if too few schools share them.

import {
  type Band,
  type Between,
  type ColumnName,
  counted,
  defineStrategy,
  type Match,
  nearestOf,
  type Peer,
  type Pool,
  plural,
  roundDistance,
} from "kindred/plugin";
import { z } from "zod";

const parameters = z.strictObject({
  atMost: z.int().min(1).max(200).default(20).describe("Maximum number of peers."),
  fewest: z
    .int()
    .min(1)
    .max(200)
    .default(10)
    .describe("The bands are relaxed if fewer candidates than this share them."),
});

type Parameters = z.infer<typeof parameters>;

/** The steps of relaxing, in order; each includes those before it. */
const relaxations = ["EAL", "ROLL", "URBAN", "FSM_ONE_QUINTILE", "FSM_ANY"] as const;

export default defineStrategy<Parameters>({
  name: "rule-bands",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Bands by rule",
  description:
    "Compares you only with schools in the same bands: urban or rural, fifth of free school meals, third of size, " +
    "fifth of English as an additional language. Easy to explain and to check by hand. If too few schools share your " +
    "bands, they are widened in a fixed order, and the result shows how far.",
  parameters,
  columns: () => [
    { column: "fsm", missing: "required" },
    { column: "urban", missing: "band" },
    { column: "roll", missing: "band" },
    { column: "eal", missing: "band" },
  ],

  match(pool, { atMost, fewest }) {
    const fsm = pool.column("fsm");
    const bands = {
      urban: Int8Array.from(pool.column("urban"), (urban) => (Number.isNaN(urban) ? unknown : urban)),
      fsm: bandsOf(pool, "fsm", 5),
      roll: bandsOf(pool, "roll", 3),
      eal: bandsOf(pool, "eal", 5),
    };
    /** The number of relaxations that put row `j` in row `i`'s band; more than there are if its FSM is unknown. */
    const stepsTo = (i: number, j: number) => {
      if (bands.fsm[j] === unknown) return relaxations.length + 1;
      const fsmBandsApart = Math.abs(bands.fsm[i]! - bands.fsm[j]!);
      if (fsmBandsApart > 1) return 5;
      if (fsmBandsApart === 1) return 4;
      if (bands.urban[i] !== bands.urban[j]) return 3;
      if (bands.roll[i] !== bands.roll[j]) return 2;
      return bands.eal[i] === bands.eal[j] ? 0 : 1;
    };

    const between: Between = (i, j) => {
      const distance = roundDistance(Math.abs(fsm[i]! - fsm[j]!));
      return Number.isNaN(distance) ? null : { distance, shares: distance === 0 ? null : [1] };
    };

    const sharing = rowsSharing(bands, stepsTo);
    const search = (row: number): { peers: readonly Peer[]; band: Band } => {
      let relaxed = 0;
      let candidates = pool.candidates(row, sharing(row, relaxed));
      while (candidates.length < fewest && relaxed < relaxations.length) {
        relaxed++;
        candidates = pool.candidates(row, sharing(row, relaxed));
      }
      const distances = Float64Array.from(candidates, (candidate) => Math.abs(fsm[row]! - fsm[candidate]!));
      return {
        peers: nearestOf(candidates, distances, atMost).map((peer) => ({ ...peer, ...between(row, peer.row)! })),
        band: { label: label(bands, row), relaxed: relaxations.slice(0, relaxed) },
      };
    };

    const rows = Array.from({ length: pool.size }, (_, row) => row);
    const matches = rows.map((row): Match => {
      if (bands.fsm[row] === unknown) return { row, unmatched: "MISSING_CIRCUMSTANCES", missing: ["fsm"] };
      return { row, ...search(row) };
    });
    const few = matches.filter((match) => "peers" in match && match.peers.length < Math.min(fewest, atMost));
    if (few.length > 0)
      pool.warn(
        `${counted(few.length, "school")} ${plural(few.length, "has", "have")} fewer than ${counted(fewest, "peer")} even with every band relaxed`,
      );
    return { attributes: ["fsm"], matches, between };
  },
});

const unknown = -1;

type Bands = Readonly<Record<"urban" | "fsm" | "roll" | "eal", Int8Array>>;

/**
 * @param stepsTo is the same for all rows with the same bands
 * @returns the rows that share the bands of a row after so many relaxations, ascending
 */
function rowsSharing({ urban, fsm, roll, eal }: Bands, stepsTo: (i: number, j: number) => number) {
  const found = new Map<string, Int32Array>();
  const rows = Int32Array.from(urban.keys());
  return (row: number, relaxed: number): Int32Array => {
    const key = [urban[row], fsm[row], roll[row], eal[row], relaxed].join();
    const known = found.get(key) ?? rows.filter((other) => stepsTo(row, other) <= relaxed);
    found.set(key, known);
    return known;
  };
}

/** Bands numbered from 1, with edges from the block's reference rows; a value on an edge is in the lower band. */
function bandsOf(pool: Pool, column: ColumnName, bands: number): Int8Array {
  const edges = Array.from({ length: bands - 1 }, (_, at) => pool.statistics.quantile(column, (at + 1) / bands));
  if (pool.statistics.count(column) === 0) pool.warn(`no school in the block with published attendance has ${column}`);
  else if (pool.statistics.sd(column) === 0)
    pool.warn(`${column} is the same for every school in the block and has no effect`);
  return Int8Array.from(pool.column(column), (value) =>
    Number.isNaN(value) ? unknown : 1 + edges.filter((edge) => value > edge).length,
  );
}

function label(bands: Bands, row: number): string {
  const place = { 0: "rural", 1: "urban", [unknown]: "urban or rural unknown" }[bands.urban[row]!];
  const part = (name: string, band: number, of: number) =>
    `${name} ${band === unknown ? "unknown" : `${band} of ${of}`}`;
  return [
    place,
    part("FSM", bands.fsm[row]!, 5),
    part("roll", bands.roll[row]!, 3),
    part("EAL", bands.eal[row]!, 5),
  ].join(", ");
}
