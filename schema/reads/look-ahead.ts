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
import type { Viewer } from "../../src/access/viewer.js";
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
  /** The fields that need it, whatever their aliases, each after the fields of the same row that it is in. */
  readonly uses: (readonly Use[])[];
  readonly selected: Selected;
}

interface Use {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
}

/** All that a selection depends on: see the key in read-schools.ts. */
export interface Request {
  readonly info: Pick<GraphQLResolveInfo, "schema" | "fragments" | "variableValues">;
  readonly viewer: Pick<Viewer, "role">;
}

export const selectKeys = (keys: Relation["keys"]): Selected => ({
  columns: new Map(keys.map((key) => [nameOf(key), key])),
  relations: new Map(),
});

const nameOf = (column: string | Calculated) => (typeof column === "string" ? column : column.name);

/** The fields selected below these nodes: response key -> nodes, as the executor merges them. */
export const subfields = (type: GraphQLObjectType, nodes: readonly FieldNode[], { info }: Request) =>
  collectSubFields(info.schema, info.fragments, { coerced: info.variableValues, sources: {} }, type, [...nodes]).fields;

/** Adds what the fields below these nodes read of a row. */
export function selectFields(
  selected: Selected,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  request: Request,
  inside: readonly Use[] = [],
) {
  for (const merged of subfields(type, nodes, request).values()) {
    const field = type.getFields()[merged[0]!.name.value];
    if (field) selectField(selected, field, merged, request, inside);
  }
}

/** Adds what a field reads of its object's row. @param nodes of one response key */
export function selectField(
  selected: Selected,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  request: Request,
  inside: readonly Use[] = [],
) {
  const type = getNamedType(field.type);
  const use = [...inside, { field, node: nodes[0]! }];
  for (const read of readsOf(field)) {
    if (read === sameRow) {
      if (isObjectType(type)) selectFields(selected, type, nodes, request, use);
    } else if (!isRelation(read)) {
      selected.columns.set(nameOf(read), read);
    } else if (read.when?.(request.viewer) ?? true) {
      const { name, keys } = read;
      const related = selected.relations.get(name) ?? { relation: read, uses: [], selected: selectKeys(keys) };
      selected.relations.set(name, related);
      related.uses.push(use);
      if (isObjectType(type)) selectFields(related.selected, type, nodes, request);
    }
  }
}
