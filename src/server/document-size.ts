// Size of a document with its fragments spread. It is checked before validation, because the validation rules run
// together and some take quadratic time.
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";

/** Numbers of occurrences over all operations; `depth` is that of the deepest field. */
interface DocumentSize {
  readonly operations: number;
  readonly fragments: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly depth: number;
}

type Size = Pick<DocumentSize, "fields" | "aliases" | "directives" | "depth">;

const empty: Size = { fields: 0, aliases: 0, directives: 0, depth: 0 };

const sum = (one: Size, other: Size): Size => ({
  fields: one.fields + other.fields,
  aliases: one.aliases + other.aliases,
  directives: one.directives + other.directives,
  depth: Math.max(one.depth, other.depth),
});

/** Takes linear time, however often fragments are spread, and stops at cyclic fragments. */
export function documentSize({ definitions }: DocumentNode): DocumentSize {
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const fragmentsByName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  const sizes = new Map<FragmentDefinitionNode, Size>();

  const sizeOfFragment = (fragment: FragmentDefinitionNode | undefined): Size => {
    if (!fragment) return empty; // validation reports it
    const cached = sizes.get(fragment);
    if (cached) return cached;
    sizes.set(fragment, empty); // stops cycles, which validation rejects
    const size = sum(directivesOf(fragment), sizeOf(fragment.selectionSet));
    sizes.set(fragment, size);
    return size;
  };

  const sizeOf = (set: SelectionSetNode): Size =>
    set.selections
      .map((selection): Size => {
        const own = directivesOf(selection);
        if (selection.kind === Kind.FRAGMENT_SPREAD)
          return sum(own, sizeOfFragment(fragmentsByName.get(selection.name.value)));
        const within = selection.selectionSet ? sizeOf(selection.selectionSet) : empty;
        if (selection.kind === Kind.INLINE_FRAGMENT) return sum(own, within);
        const field = { fields: 1, aliases: selection.alias ? 1 : 0, directives: 0, depth: within.depth + 1 };
        return sum(sum(own, within), field);
      })
      .reduce(sum, empty);

  // Unused fragments count too, because they are also validated.
  const used = operations.map((operation) => sum(directivesOf(operation), sizeOf(operation.selectionSet)));
  const unused = fragments.filter((fragment) => !sizes.has(fragment)).map(sizeOfFragment);
  const size = [...used, ...unused].reduce(sum, empty);
  return { operations: operations.length, fragments: fragments.length, ...size };
}

const directivesOf = ({ directives = [] }: { readonly directives?: readonly unknown[] }): Size => ({
  ...empty,
  directives: directives.length,
});
