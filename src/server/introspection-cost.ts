// Cost of introspection. The complexity plugin counts `__schema` and `__type` as one field each, but types have fields,
// which have types with fields, and so on.
import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Approximate length of each introspection list in the full schema. */
const listLengths: Readonly<Record<string, number>> = {
  types: 120,
  directives: 5,
  fields: 8,
  inputFields: 4,
  enumValues: 4,
  args: 2,
  interfaces: 1,
  possibleTypes: 3,
};

/** Cost of an introspection field relative to other fields: it is in memory. */
const relativeCost = 0.1;

/** @param set selections of an operation; validation has rejected cyclic fragments */
export function introspectionCost(set: SelectionSetNode, fragments: Fragments): number {
  const roots = fieldsOf(set, fragments).filter(({ name }) => name.value === "__schema" || name.value === "__type");
  const costs = new Map<SelectionSetNode, number>();
  return Math.ceil(
    relativeCost * roots.reduce((sum, { selectionSet }) => sum + costOf(selectionSet, fragments, costs), 0),
  );
}

function costOf(set: SelectionSetNode | undefined, fragments: Fragments, costs: Map<SelectionSetNode, number>): number {
  if (!set) return 0;
  const cost =
    costs.get(set) ??
    fieldsOf(set, fragments)
      .map(({ name, selectionSet }) => (listLengths[name.value] ?? 1) * (1 + costOf(selectionSet, fragments, costs)))
      .reduce((one, other) => one + other, 0);
  costs.set(set, cost);
  return cost;
}

/** The fields of a selection set, including those of its fragments. */
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
