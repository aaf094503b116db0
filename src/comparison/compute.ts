// All sections of a comparison, in the order in which they are shown.
import { setTimeout } from "node:timers/promises";
import { KindredError } from "../errors.js";
import { agreementFigures } from "./agreement.js";
import { balanceFigures } from "./balance.js";
import type { Figure, Section } from "./figure.js";
import { hubFigures } from "./hubs.js";
import type { Compared } from "./lists.js";
import { nearnessFigures } from "./nearness.js";
import type { Pair } from "./pairs.js";
import { partsOf } from "./parts.js";
import type { Reported } from "./report/figures.js";
import type { PageSection } from "./report/page.js";
import type { Source } from "./source.js";
import { validityFigures } from "./validity.js";

export interface SectionOptions {
  readonly signal: AbortSignal;
  onProgress(done: number, total: number): void;
}

/** A section that needs more than the lists, such as strategies that are run again. */
export interface FurtherSection {
  readonly section: Section;
  /** @throws KindredError CANCELLED */
  compute(options: SectionOptions): Promise<readonly Figure[]>;
  /** Loads what draws the section for the report, which takes long. Without it, the report leaves the section out. */
  loadReport?(): Promise<(reported: Reported) => PageSection>;
  /**
   * For each list a number a school, NaN if it has none, once the section is computed. They are kept with a stored
   * comparison, for readers who may read the cohorts, and never written to files.
   */
  whatIf?(): readonly Float64Array[];
}

interface ComputeOptions {
  readonly signal: AbortSignal;
  onProgress(section: Section, done: number, total: number): void;
}

/**
 * The figures of all sections. Other work of the process goes on before each section: timers that are due run, such as
 * the one that renews a job's lease, and a cancellation comes through.
 * @param pairs of `comparePairs`
 * @throws KindredError CANCELLED
 */
export async function computeFigures(
  { compared, further }: Source,
  pairs: readonly Pair[],
  { signal, onProgress }: ComputeOptions,
): Promise<Figure[]> {
  const all: Figure[] = [];
  const pause = async () => {
    await setTimeout(0);
    if (signal.aborted) throw cancelled();
  };
  await pause(); // the pairs took a second
  const add = async (section: Section, figures: readonly Figure[]) => {
    for (const figure of figures) all.push(figure);
    onProgress(section, 1, 1);
    await pause();
  };
  for (const { section, figures } of sectionsOfLists(compared, pairs)) await add(section, figures);
  for (const { section, compute } of further) {
    const options = { signal, onProgress: (done: number, total: number) => onProgress(section, done, total) };
    const figures = await compute(options).catch((error: unknown) => {
      throw signal.aborted ? cancelled() : error;
    });
    await add(section, figures);
  }
  return all;
}

function* sectionsOfLists(
  compared: Compared,
  pairs: readonly Pair[],
): Generator<{ section: Section; figures: readonly Figure[] }> {
  const parts = partsOf(compared.schools);
  const { lists, seed } = compared;
  yield { section: "agreement", figures: agreementFigures(pairs, parts, seed) };
  yield { section: "balance", figures: balanceFigures(compared, parts) };
  yield { section: "validity", figures: validityFigures(compared, parts) };
  yield { section: "hubs", figures: hubFigures(lists, parts, seed) };
  yield { section: "nearness", figures: nearnessFigures(compared, parts) };
}

const cancelled = () => new KindredError("CANCELLED", "The comparison was cancelled. Nothing was written.");
