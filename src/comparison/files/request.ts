// What a comparison of files asks for.
import { basename } from "node:path";
import { refuse } from "../../errors.js";
import { baselines } from "../figure.js";
import { assertPersistence } from "../rank-biased-overlap.js";

export interface CompareRequest {
  readonly table: string;
  /** The column that identifies a school in the table. */
  readonly id: string;
  readonly block?: string;
  readonly where: readonly { readonly column: string; readonly value: string }[];
  /** Two to eight lists of peers, in the order in which they are compared. */
  readonly peers: readonly { readonly name: string; readonly path: string }[];
  /** Columns of numbers. */
  readonly attributes: readonly string[];
  /** The column of the base year's attendance, and of a later year's that no strategy has read. */
  readonly outcome?: string;
  readonly heldOut?: string;
  /** Columns of words. */
  readonly groups: readonly string[];
  readonly seed: number;
  /** As `Compared.p`. */
  readonly p: number;
}

export const listLimits = { least: 2, most: 8 };

/** Names that stand for something else among the figures. */
export const reserved: readonly string[] = ["all", ...baselines];

/** @throws KindredError BAD_ARGUMENT if the request contradicts itself, whatever the files hold */
export function assertComparable({ peers, attributes, outcome, heldOut, groups, p }: CompareRequest): void {
  const names = peers.map(({ name }) => name);
  const given = names.length > 0 ? names.join(", ") : "none";
  if (names.length < listLimits.least || names.length > listLimits.most)
    refuse(`Give ${listLimits.least} to ${listLimits.most} lists, each as --peers NAME=FILE. Given: ${given}.`);
  const taken = names.find((name) => reserved.includes(name));
  if (taken !== undefined)
    refuse(`No list can be called ${taken}: ${reserved.join(", ")} have another meaning. Lists given: ${given}.`);
  const twice = duplicateOf(names);
  if (twice !== undefined) refuse(`Two lists are called ${twice}. Give each its own name. Lists given: ${given}.`);
  for (const [option, columns] of Object.entries({ attributes, groups })) {
    const column = duplicateOf(columns);
    if (column !== undefined) refuse(`--${option} names ${column} twice: ${columns.join(", ")}.`);
  }
  if (heldOut !== undefined && (heldOut === outcome || attributes.includes(heldOut)))
    refuse(`--held-out ${heldOut} is also an attribute or the outcome. Nothing may read the held-out year.`);
  assertPersistence(p);
  if (groups.includes("all")) refuse("No group can be called all, which means every school. Rename the column.");
}

const duplicateOf = (names: readonly string[]) => names.find((name, index) => names.indexOf(name) !== index);

/** The request as the files tell it: names of files without their folders, and null for what was not asked for. */
export const toldRequest = (asked: CompareRequest) => ({
  table: basename(asked.table),
  id: asked.id,
  block: asked.block ?? null,
  where: asked.where,
  peers: asked.peers.map(({ name, path }) => ({ name, file: basename(path) })),
  attributes: asked.attributes,
  outcome: asked.outcome ?? null,
  heldOut: asked.heldOut ?? null,
  groups: asked.groups,
  seed: asked.seed,
  p: asked.p,
});

/** What a comparison lacks because the request does not name the columns for it. */
export function notesOn({ attributes, outcome, heldOut }: CompareRequest): string[] {
  const inBlock = heldOut === undefined ? "" : ", and no least squares among the baselines";
  return [
    ...(attributes.length === 0 ? [`Without --attributes there is no balance${inBlock}.`] : []),
    ...(heldOut === undefined ? ["Without --held-out there is no validity."] : []),
    ...(heldOut !== undefined && outcome === undefined
      ? ["Without --outcome, last year's own figure is not among the baselines."]
      : []),
    ...(heldOut === undefined && outcome !== undefined ? ["Without --held-out, --outcome changes nothing."] : []),
  ];
}
