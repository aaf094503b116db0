// Cost of a document in database time, in addition to the cost of its fields. Reads for the items of a list are batched,
// so a field has this cost once, however many items the list has.
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { costPerMillisecond } from "./limits.js";

/** `extensions.databaseTime` of a field: milliseconds of the embedded database. `subfields`: those requested. */
type DatabaseTime = number | ((args: Record<string, unknown>, subfields: ReadonlySet<string>) => number);

/** Milliseconds of an indexed look-up with its transaction; `npm run bench:statements` measures 1.2 ms. */
const lookUp = 1.6;

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;
interface CostContext {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Times by selection set and type name: each is calculated once, however often its fragment is spread. */
  readonly times: Map<SelectionSetNode, Map<string, number>>;
}

/** @param variables coerced, with their defaults */
export function databaseCost(
  operation: OperationDefinitionNode,
  { schema, fragments, variables }: Omit<CostContext, "times">,
): number {
  const root = schema.getRootType(operation.operation);
  const context = { schema, fragments, variables, times: new Map() };
  return root ? Math.round(timeOfSet(operation.selectionSet, root, context) * costPerMillisecond) : 0;
}

function timeOfSet(set: SelectionSetNode, type: GraphQLCompositeType, context: CostContext): number {
  const timeByType = context.times.get(set) ?? new Map<string, number>();
  context.times.set(set, timeByType);
  const fields = () => selectedFields(set, type, context);
  const time = timeByType.get(type.name) ?? fields().reduce((sum, field) => sum + timeOfField(field, context), 0);
  timeByType.set(type.name, time);
  return time;
}

interface SelectedField {
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
}

function timeOfField({ node, field }: SelectedField, context: CostContext): number {
  const type = getNamedType(field.type);
  const subselection = isCompositeType(type) && node.selectionSet ? { set: node.selectionSet, type } : null;
  const declared = field.extensions.databaseTime as DatabaseTime | undefined;
  const own =
    typeof declared === "function"
      ? declared(argumentsOf(field, node, context), namesIn(subselection, context))
      : declared;
  // Default: an object may have to be read, and a count always is.
  const byDefault = subselection || field.name === "totalCount" ? lookUp : 0;
  return (own ?? byDefault) + (subselection ? timeOfSet(subselection.set, subselection.type, context) : 0);
}

const argumentsOf = (field: SelectedField["field"], node: FieldNode, { variables }: CostContext) =>
  getArgumentValues(field, node, variables);

const namesIn = (selection: { set: SelectionSetNode; type: GraphQLCompositeType } | null, context: CostContext) =>
  new Set(selection ? selectedFields(selection.set, selection.type, context).map(({ field }) => field.name) : []);

/** The fields of a selection set, including those of its fragments. Not introspection, which is in memory. */
function selectedFields(set: SelectionSetNode, type: GraphQLCompositeType, context: CostContext): SelectedField[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
      const field = fields[selection.name.value];
      return field ? [{ node: selection, field }] : [];
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : context.fragments.get(selection.name.value);
    const target = fragment?.typeCondition ? context.schema.getType(fragment.typeCondition.name.value) : type;
    return fragment && isCompositeType(target) ? selectedFields(fragment.selectionSet, target, context) : [];
  });
}
