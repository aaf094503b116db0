// Why peers of an older year are not peers in the newer one.
import { type Frame, rulesAgainst } from "../../matching/frame.js";
import type { RowPairs } from "../../matching/rematch.js";
import type { PeerLists } from "../lists.js";
import type { PeerChange } from "./changes.js";

/** The first that holds is the reason. */
export const reasons = [
  /** The newer population has no school of the peer's lineage that may be a peer, or they have merged. */
  "CLOSED",
  /** The school has no peers in the newer year. */
  "NOT_MATCHED",
  /** The two are of different blocks now, or a constraint of the newer run on the school and the peer excludes it. */
  "OUT_OF_REACH",
  /** The peer has no published attendance, which the newer run asks for, or lacks figures that the strategy needs. */
  "NO_FIGURES",
  /** The runs have different strategies, versions or parameters, so that their distances cannot be compared. */
  "OTHER_STRATEGY",
  /** Their distance has grown, with their figures or with the scales, which follow from all figures of the block. */
  "FIGURES_CHANGED",
  /** Their distance has not grown, but the strategy finds or prefers others. */
  "OVERTAKEN",
] as const;

export type Reason = (typeof reasons)[number];

export interface ExplainedChange extends PeerChange {
  /** Null unless the peer went. */
  readonly reason: Reason | null;
  /** In the newer year; of a peer that went, the one that it would have. Null: they cannot be compared. */
  readonly distanceNow: number | null;
}

/** The newer run. */
interface NewerRun {
  /** Its population under its constraints. */
  readonly frame: Frame;
  readonly list: PeerLists;
  /** Whether the older run has the same strategy, version and parameters. */
  readonly isSameStrategy: boolean;
  /** @returns NaN for pairs that cannot be compared */
  distancesOf(pairs: RowPairs): Promise<Float64Array>;
}

export async function explainChanges(changes: readonly PeerChange[], newer: NewerRun): Promise<ExplainedChange[]> {
  const comparable = changes.filter((change) => change.change === "WENT" && areOfOneBlock(change, newer.frame));
  const distances = await newer.distancesOf({
    from: Int32Array.from(comparable, ({ school }) => school),
    to: Int32Array.from(comparable, ({ peer }) => peer!),
  });
  const distanceOf = new Map(comparable.map((change, at) => [change, distances[at]!]));
  return changes.map((change): ExplainedChange => {
    if (change.change !== "WENT") return { ...change, reason: null, distanceNow: change.after!.distance };
    const distance = distanceOf.get(change) ?? Number.NaN;
    return { ...change, reason: reasonFor(change, distance, newer), distanceNow: orNull(distance) };
  });
}

const orNull = (distance: number) => (Number.isNaN(distance) ? null : distance);

const areOfOneBlock = ({ school, peer }: PeerChange, { block }: Frame): boolean =>
  peer !== null && block[peer] === block[school];

function reasonFor({ school, peer, before }: PeerChange, distance: number, newer: NewerRun): Reason {
  const { frame, list, isSameStrategy } = newer;
  if (peer === null) return "CLOSED";
  if (list.peers[school]!.length === 0) return "NOT_MATCHED";
  const rules = rulesAgainst(frame, school, peer);
  if (frame.block[peer] !== frame.block[school] || rules.some((rule) => rule !== "publishedAttendance"))
    return "OUT_OF_REACH";
  if (rules.length > 0 || Number.isNaN(distance)) return "NO_FIGURES";
  if (!isSameStrategy) return "OTHER_STRATEGY";
  return distance > before!.distance! ? "FIGURES_CHANGED" : "OVERTAKEN";
}
