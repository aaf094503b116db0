// Which changes of the schema break clients of the last release, and which of them may be made.
import {
  type BreakingChange,
  BreakingChangeType,
  findBreakingChanges,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from "graphql";

/** A change by which a valid document of a client may become invalid, or its answer may have another type. */
export interface Break {
  /** `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`, `Enum.VALUE` or `@directive`. */
  readonly coordinate: string;
  readonly description: string;
}

/** How graphql-js describes each type of change, and the coordinate in its words. */
const wordings: Readonly<Record<BreakingChangeType, readonly [RegExp, string]>> = {
  [BreakingChangeType.TYPE_REMOVED]: [/^(?:Standard scalar )?(\w+) was removed/, "$1"],
  [BreakingChangeType.TYPE_CHANGED_KIND]: [/^(\w+) changed from/, "$1"],
  [BreakingChangeType.TYPE_REMOVED_FROM_UNION]: [/^\w+ was removed from union type (\w+)/, "$1"],
  [BreakingChangeType.VALUE_REMOVED_FROM_ENUM]: [/^(\w+) was removed from enum type (\w+)/, "$2.$1"],
  [BreakingChangeType.REQUIRED_INPUT_FIELD_ADDED]: [/^A required field (\w+) on input type (\w+)/, "$2.$1"],
  [BreakingChangeType.IMPLEMENTED_INTERFACE_REMOVED]: [/^(\w+) no longer implements/, "$1"],
  [BreakingChangeType.FIELD_REMOVED]: [/^(\w+\.\w+) was removed/, "$1"],
  [BreakingChangeType.FIELD_CHANGED_KIND]: [/^(\w+\.\w+) changed type/, "$1"],
  [BreakingChangeType.REQUIRED_ARG_ADDED]: [/^A required arg (\w+) on (\w+\.\w+)/, "$2($1:)"],
  [BreakingChangeType.ARG_REMOVED]: [/^(\w+\.\w+) arg (\w+) was removed/, "$1($2:)"],
  [BreakingChangeType.ARG_CHANGED_KIND]: [/^(\w+\.\w+) arg (\w+) has changed type/, "$1($2:)"],
  [BreakingChangeType.DIRECTIVE_REMOVED]: [/^(\w+) was removed/, "@$1"],
  [BreakingChangeType.DIRECTIVE_ARG_REMOVED]: [/^(\w+) was removed from (\w+)/, "@$2($1:)"],
  [BreakingChangeType.REQUIRED_DIRECTIVE_ARG_ADDED]: [/^A required arg (\w+) on directive (\w+)/, "@$2($1:)"],
  [BreakingChangeType.DIRECTIVE_REPEATABLE_REMOVED]: [/^Repeatable flag was removed from (\w+)/, "@$1"],
  [BreakingChangeType.DIRECTIVE_LOCATION_REMOVED]: [/^\w+ was removed from (\w+)/, "@$1"],
};

/** @throws Error if graphql-js words a change in a way that is not known here */
function breakOf({ type, description }: BreakingChange): Break {
  const [pattern, coordinate] = wordings[type];
  const found = pattern.exec(description);
  if (!found) throw new Error(`No coordinate was found in: ${description}`);
  return { coordinate: coordinate.replace(/\$(\d)/g, (_, group) => found[Number(group)]!), description };
}

export const breaksBetween = (released: GraphQLSchema, current: GraphQLSchema): Break[] =>
  findBreakingChanges(released, current).map(breakOf);

/** Sections of the changelog, newest first: title and text. */
const sectionsOf = (changelog: string) =>
  changelog
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = "", ...lines] = section.split("\n");
      return { title: title.trim(), text: lines.join("\n") };
    });

const unreleased = "Unreleased";

/** One or more coordinates in backticks, separated by commas, and a colon. */
const leadingCoordinates = /^((?:`[^`]+`,\s+)*`[^`]+`):\s/;

/**
 * The coordinates that the section Unreleased announces under "Breaking changes". None if the newest section is a
 * release: what it announces is in the released schema.
 * @throws Error if an item does not begin with its coordinates
 */
export function announcedIn(changelog: string): ReadonlySet<string> {
  const [newest] = sectionsOf(changelog);
  if (newest?.title !== unreleased) return new Set();
  const breaking = newest.text.split(/^### /m).find((part) => part.startsWith("Breaking changes\n")) ?? "";
  const items = breaking.split(/^- /m).slice(1);
  return new Set(
    items.flatMap((item) => {
      const [, coordinates] = leadingCoordinates.exec(item) ?? [];
      if (coordinates) return [...coordinates.matchAll(/`([^`]+)`/g)].map(([, coordinate]) => coordinate!);
      throw new Error(
        `CHANGELOG.md, Breaking changes: an item must begin with its coordinates, such as "- \`School.block\`: …". Found: ${item.split("\n")[0]}`,
      );
    }),
  );
}

interface Deprecation {
  readonly coordinate: string;
  readonly reason: string;
}

/** Every deprecated field, argument, input field and enum value. */
export function deprecationsIn(schema: GraphQLSchema): Deprecation[] {
  const found: Deprecation[] = [];
  const note = (coordinate: string, { deprecationReason }: { readonly deprecationReason?: string | null }) => {
    if (deprecationReason != null) found.push({ coordinate, reason: deprecationReason });
  };
  for (const type of Object.values(schema.getTypeMap()).filter((candidate) => !isIntrospectionType(candidate))) {
    if (isEnumType(type)) for (const value of type.getValues()) note(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) note(`${type.name}.${field.name}`, field);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      note(`${type.name}.${field.name}`, field);
      for (const argument of field.args) note(`${type.name}.${field.name}(${argument.name}:)`, argument);
    }
  }
  return found;
}

/** The date, `YYYY-MM-DD`, until which a deprecated element is kept; undefined if its reason has none. */
export function keptUntil(reason: string): string | undefined {
  const [, date] = /\bKept until (\d{4}-\d\d-\d\d)\./.exec(reason) ?? [];
  return date !== undefined && !Number.isNaN(Date.parse(date)) ? date : undefined;
}

/**
 * Breaks that may not be made: neither announced, nor of an element whose deprecation in the released schema has
 * expired.
 * @param today `YYYY-MM-DD`
 */
export function refusedBreaks(
  released: GraphQLSchema,
  current: GraphQLSchema,
  announced: ReadonlySet<string>,
  today: string,
): Break[] {
  const expired = deprecationsIn(released).filter(({ reason }) => (keptUntil(reason) ?? today) < today);
  const allowed = new Set([...announced, ...expired.map(({ coordinate }) => coordinate)]);
  return breaksBetween(released, current).filter(({ coordinate }) => !allowed.has(coordinate));
}

/** The changelog with its section Unreleased renamed to the version. @throws Error without such a section */
export function released(changelog: string, version: string): string {
  const [newest, ...earlier] = sectionsOf(changelog);
  if (newest?.title !== unreleased) throw new Error(`CHANGELOG.md has no section ${unreleased} to release.`);
  if (earlier.some(({ title }) => title === version)) throw new Error(`CHANGELOG.md already has a section ${version}.`);
  return changelog.replace(/^## Unreleased$/m, `## ${version}`);
}
