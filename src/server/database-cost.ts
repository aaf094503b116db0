// What a document costs in the database's time, beside what its fields cost. What the items of a list ask for is asked
// together, so a field costs this once wherever it stands, however many items there may be.
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
import { costOfAMillisecond } from "./limits.js";

/** `extensions.databaseTime` of a field: milliseconds of the embedded database, `asked` the fields asked of its object. */
export type DatabaseTime = number | ((args: Record<string, unknown>, asked: ReadonlySet<string>) => number);

/** A statement that finds what it looks for by an index, with its transaction: 1.2 ms by `npm run bench:statements`. */
const lookUp = 1.6;

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;
interface Asked {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Selections are told once for each type that they are of, however often their fragment is spread. */
  readonly known: Map<SelectionSetNode, Map<string, number>>;
}

/** @param variables coerced, with their defaults */
export function databaseCost(
  operation: OperationDefinitionNode,
  { schema, fragments, variables }: Omit<Asked, "known">,
): number {
  const root = schema.getRootType(operation.operation);
  const time = root ? within(operation.selectionSet, root, { schema, fragments, variables, known: new Map() }) : 0;
  return Math.round(time * costOfAMillisecond);
}

function within(set: SelectionSetNode, type: GraphQLCompositeType, asked: Asked): number {
  const known = asked.known.get(set) ?? new Map<string, number>();
  asked.known.set(set, known);
  const time = known.get(type.name) ?? selections(set, type, asked).reduce((sum, each) => sum + timeOf(each, asked), 0);
  known.set(type.name, time);
  return time;
}

interface Selected {
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
}

function timeOf({ node, field }: Selected, asked: Asked): number {
  const type = getNamedType(field.type);
  const below = isCompositeType(type) && node.selectionSet ? { set: node.selectionSet, type } : null;
  const given = field.extensions.databaseTime as DatabaseTime | undefined;
  const own = typeof given === "function" ? given(argumentsOf(field, node, asked), namesIn(below, asked)) : given;
  // Of a field that says nothing: an object may have to be read, and a count is.
  const usual = below || field.name === "totalCount" ? lookUp : 0;
  return (own ?? usual) + (below ? within(below.set, below.type, asked) : 0);
}

const argumentsOf = (field: Selected["field"], node: FieldNode, { variables }: Asked) =>
  getArgumentValues(field, node, variables);

const namesIn = (below: { set: SelectionSetNode; type: GraphQLCompositeType } | null, asked: Asked) =>
  new Set(below ? selections(below.set, below.type, asked).map(({ field }) => field.name) : []);

/** The fields of a set, those of its fragments among them. Introspection is told apart: it is in memory. */
function selections(set: SelectionSetNode, type: GraphQLCompositeType, asked: Asked): Selected[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
      const field = fields[selection.name.value];
      return field ? [{ node: selection, field }] : [];
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : asked.fragments.get(selection.name.value);
    const of = fragment?.typeCondition ? asked.schema.getType(fragment.typeCondition.name.value) : type;
    return fragment && isCompositeType(of) ? selections(fragment.selectionSet, of, asked) : [];
  });
}
