// What a selection reads: the columns and relations of the fields that the executor will resolve, and of no others.
import { collectSubFields } from "@graphql-tools/utils";
import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
} from "graphql";
import { readsOf } from "./reads-plugin.js";
import { type Calculated, isRelation, type Relation, sameRow } from "./relation.js";

/** What is read of a row. */
export interface Selected {
  /** Name in the object -> column or calculated value. */
  readonly columns: Map<string, string | Calculated>;
  readonly relations: Map<string, Related>;
}

export interface Related {
  readonly relation: Relation;
  /** The fields that need it, whatever their aliases. */
  readonly uses: { readonly field: GraphQLField<unknown, unknown>; readonly node: FieldNode }[];
  readonly selected: Selected;
}

type Info = Pick<GraphQLResolveInfo, "schema" | "fragments" | "variableValues">;

export const selectNothing = (keys: readonly string[]): Selected => ({
  columns: new Map(keys.map((key) => [key, key])),
  relations: new Map(),
});

/** The fields selected below these nodes: response key -> nodes, as the executor merges them. */
export const subfields = (type: GraphQLObjectType, nodes: readonly FieldNode[], info: Info) =>
  collectSubFields(info.schema, info.fragments, { coerced: info.variableValues, sources: {} }, type, [...nodes]).fields;

/** Adds what the fields below these nodes read of a row. */
export function selectFields(selected: Selected, type: GraphQLObjectType, nodes: readonly FieldNode[], info: Info) {
  for (const merged of subfields(type, nodes, info).values()) {
    const field = type.getFields()[merged[0]!.name.value];
    if (field) selectField(selected, field, merged, info);
  }
}

/** Adds what a field reads of its object's row. @param nodes of one response key */
export function selectField(
  selected: Selected,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  info: Info,
) {
  const type = getNamedType(field.type);
  const selectBelow = (rows: Selected) => isObjectType(type) && selectFields(rows, type, nodes, info);
  for (const read of readsOf(field)) {
    if (read === sameRow) selectBelow(selected);
    else if (!isRelation(read)) selected.columns.set(typeof read === "string" ? read : read.name, read);
    else {
      const { name, keys } = read;
      const related = selected.relations.get(name) ?? { relation: read, uses: [], selected: selectNothing(keys) };
      selected.relations.set(name, related);
      related.uses.push({ field, node: nodes[0]! });
      selectBelow(related.selected);
    }
  }
}
