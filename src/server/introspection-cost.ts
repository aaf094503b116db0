// What asking for the schema itself costs. The complexity plugin takes `__schema` and `__type` for one field each, but
// types have fields, whose types have fields, and so on.
import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** About how many items each list of the schema's description has, of the larger of our schemas. */
const listed: Readonly<Record<string, number>> = {
  types: 120,
  directives: 5,
  fields: 8,
  inputFields: 4,
  enumValues: 4,
  args: 2,
  interfaces: 1,
  possibleTypes: 3,
};

/** A field of the description costs so much of one that is looked up: it is in memory. */
const share = 0.1;

/** @param set what an operation selects; cyclic fragments were refused by validation */
export function introspectionCost(set: SelectionSetNode, fragments: Fragments): number {
  const asked = fieldsOf(set, fragments).filter(({ name }) => name.value === "__schema" || name.value === "__type");
  const known = new Map<SelectionSetNode, number>();
  return Math.ceil(share * asked.reduce((cost, { selectionSet }) => cost + within(selectionSet, fragments, known), 0));
}

function within(set: SelectionSetNode | undefined, fragments: Fragments, known: Map<SelectionSetNode, number>): number {
  if (!set) return 0;
  const cost =
    known.get(set) ??
    fieldsOf(set, fragments)
      .map(({ name, selectionSet }) => (listed[name.value] ?? 1) * (1 + within(selectionSet, fragments, known)))
      .reduce((one, other) => one + other, 0);
  known.set(set, cost);
  return cost;
}

/** The fields of a set, those of its fragments among them. */
function fieldsOf(
  set: SelectionSetNode,
  fragments: Fragments,
): readonly Extract<SelectionSetNode["selections"][number], { kind: Kind.FIELD }>[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, fragments);
    const fragment = fragments.get(selection.name.value);
    return fragment ? fieldsOf(fragment.selectionSet, fragments) : [];
  });
}
