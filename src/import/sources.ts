// Finds the sources in the folders of `sources/`, and what follows from them. There is no list to edit.
import { readdirSync } from "node:fs";
import { extension } from "../programs.js";
import type { Facts } from "./facts.js";
import type { FileOption, Source } from "./source.js";

const folder = new URL("sources/", import.meta.url);

/** The tables that sources feed, in the order of import: what names a school first, so that each is written once. */
const importOrder: readonly (keyof Facts)[] = [
  "localAuthority",
  "directoryRow",
  "circumstances",
  "attendance",
  "schoolLink",
];

/** In the order of import. */
export const sources: readonly Source[] = (await Promise.all(foldersOf(folder).map(load)))
  .flat()
  .sort((one, other) => rank(one) - rank(other) || one.precedence - other.precedence);

function foldersOf(parent: URL): string[] {
  const entries = readdirSync(parent, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

function rank({ feeds }: Source): number {
  return importOrder.indexOf(feeds);
}

/** The default export of a folder's `index.ts`: one source, or all that share an option. */
async function load(name: string): Promise<readonly Source[]> {
  const { default: found } = (await import(new URL(`${name}/index.${extension}`, folder).href)) as {
    default: Source | readonly Source[];
  };
  return [found].flat();
}

export const fileOptions: readonly FileOption[] = [...new Set(sources.map(({ option }) => option))];

const kindsWhere = (test: (source: Source) => boolean) => sources.filter(test).map(({ kind }) => kind);

export const kindsFeeding = (table: keyof Facts): readonly string[] => kindsWhere(({ feeds }) => feeds === table);
export const censusKinds: readonly string[] = kindsWhere(({ isCensus }) => isCensus === true);

/** SQL order of the kinds of files `f`, the kind that takes precedence first. */
export const byPrecedence = `array_position('{${sources
  .toSorted((one, other) => one.precedence - other.precedence)
  .map(({ kind }) => kind)}}'::text[], f.kind)`;
