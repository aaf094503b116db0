// How large a document is once its fragments are spread, told before any rule validates it: rules run side by side, and
// some take quadratic time.
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";

/** How often each occurs over all operations; `depth` is of the deepest field. */
export interface DocumentSize {
  readonly operations: number;
  readonly fragments: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly depth: number;
}

type Size = Pick<DocumentSize, "fields" | "aliases" | "directives" | "depth">;

const nothing: Size = { fields: 0, aliases: 0, directives: 0, depth: 0 };

const sum = (one: Size, other: Size): Size => ({
  fields: one.fields + other.fields,
  aliases: one.aliases + other.aliases,
  directives: one.directives + other.directives,
  depth: Math.max(one.depth, other.depth),
});

/** Takes time in proportion to the document, however often its fragments are spread, and ends where they are cyclic. */
export function documentSize({ definitions }: DocumentNode): DocumentSize {
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const named = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  const spread = new Map<FragmentDefinitionNode, Size>();

  const sizeOfFragment = (fragment: FragmentDefinitionNode | undefined): Size => {
    if (!fragment) return nothing; // validation says so
    const known = spread.get(fragment);
    if (known) return known;
    spread.set(fragment, nothing); // within itself; validation refuses it
    const size = sum(directivesOf(fragment), sizeOf(fragment.selectionSet));
    spread.set(fragment, size);
    return size;
  };

  const sizeOf = (set: SelectionSetNode): Size =>
    set.selections
      .map((selection): Size => {
        const own = directivesOf(selection);
        if (selection.kind === Kind.FRAGMENT_SPREAD) return sum(own, sizeOfFragment(named.get(selection.name.value)));
        const within = selection.selectionSet ? sizeOf(selection.selectionSet) : nothing;
        if (selection.kind === Kind.INLINE_FRAGMENT) return sum(own, within);
        const field = { fields: 1, aliases: selection.alias ? 1 : 0, directives: 0, depth: within.depth + 1 };
        return sum(sum(own, within), field);
      })
      .reduce(sum, nothing);

  // Fragments that no operation spreads count too: they are validated as well.
  const whole = [...operations.map((operation) => sum(directivesOf(operation), sizeOf(operation.selectionSet)))];
  const unused = fragments.filter((fragment) => !spread.has(fragment)).map(sizeOfFragment);
  const size = [...whole, ...unused].reduce(sum, nothing);
  return { operations: operations.length, fragments: fragments.length, ...size };
}

const directivesOf = ({ directives = [] }: { readonly directives?: readonly unknown[] }): Size => ({
  ...nothing,
  directives: directives.length,
});
