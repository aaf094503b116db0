// How steady peers are: each strategy is run again on figures that are a little different, and its peers are compared
// with those that it had before.
import { availableParallelism } from "node:os";
import type { Frame } from "../../matching/frame.js";
import { openRematcher } from "../../matching/rematch.js";
import type { Population } from "../../population/population.js";
import type { FurtherSection, SectionOptions } from "../compute.js";
import type { Compared, PeerLists } from "../lists.js";
import { jaccard, Overlaps } from "../overlap.js";
import { partsOf } from "../parts.js";
import { figuresOf, meanOver } from "../resample.js";
import { type Change, type Circumstance, changesFor } from "./changes.js";

/** A run that can be made again on other figures. */
export interface Rerunnable {
  /** Of its list. */
  readonly name: string;
  readonly strategy: string;
  /** Normalised. */
  readonly parameters: unknown;
  /** The run's population under the run's constraints. */
  readonly frame: Frame;
  /** The circumstances that the strategy reads. */
  readonly attributes: readonly Circumstance[];
}

interface Rerun extends Rerunnable {
  readonly change: Change;
}

/**
 * The mean over schools of Jaccard's index of their whole lists before and after the change. A school without peers
 * before does not count; one without peers after counts 0. Where nobody has peers after, the figure is not defined.
 * Constraints, and which schools are reference, stay as they were.
 * @param packages npm packages to find strategies in, besides `plugins/`
 */
export function steadinessOf(
  runs: readonly Rerunnable[],
  { schools, lists, seed }: Compared,
  population: Population,
  packages: readonly string[],
): FurtherSection {
  const reruns = runs.flatMap((run) => changesFor(run.attributes, seed).map((change): Rerun => ({ ...run, change })));
  return {
    section: "steadiness",
    compute: async (options) => {
      const overlaps = new Overlaps(population.size);
      const values = await runAgain(reruns, population, packages, options, ({ name }, peers) =>
        jaccardBefore(lists.find((list) => list.name === name)!, peers, overlaps),
      );
      const sampled = reruns.map(({ name, change: { measure, attribute } }, at) =>
        meanOver({ section: "steadiness", measure, strategy: name, other: "", attribute }, values[at]!),
      );
      return figuresOf(sampled, partsOf(schools), seed);
    },
  };
}

function jaccardBefore(before: PeerLists, after: readonly Int32Array[], overlaps: Overlaps): Float64Array {
  const nobody = after.every(({ length }) => length === 0);
  return Float64Array.from(before.peers, (peers, row) => {
    if (peers.length === 0 || nobody) return Number.NaN;
    const shared = overlaps.sharedByDepth(peers, after[row]!).at(-1)!;
    return jaccard(shared, peers.length, after[row]!.length);
  });
}

/** Processes at once, each with the memory of a run; most strategies keep only one core busy. */
const mostProcesses = 4;

/**
 * Takes the reruns in turn in as many processes as there are cores, four at most.
 * @returns what `keep` makes of each rerun's peers, in the order of `reruns`
 * @throws KindredError CANCELLED; any error of a strategy
 */
async function runAgain<Kept>(
  reruns: readonly Rerun[],
  population: Population,
  packages: readonly string[],
  { signal, onProgress }: SectionOptions,
  keep: (rerun: Rerun, peers: readonly Int32Array[]) => Kept,
): Promise<Kept[]> {
  const kept = new Array<Kept>(reruns.length);
  const waiting = reruns.entries();
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  let done = 0;
  const work = async () => {
    const rematcher = openRematcher(packages);
    try {
      for (const [at, rerun] of waiting) {
        const { frame, change } = rerun;
        const columns = { ...frame.columns, ...change.columns(population) };
        kept[at] = keep(rerun, await rematcher.peersOf({ ...frame, columns }, rerun, either));
        onProgress(++done, reruns.length);
      }
    } catch (error) {
      failure.abort(error); // only the first is kept
    } finally {
      await rematcher.close();
    }
  };
  const processes = Math.min(availableParallelism(), mostProcesses, reruns.length);
  onProgress(0, reruns.length);
  await Promise.all(Array.from({ length: processes }, work));
  failure.signal.throwIfAborted();
  return kept;
}
