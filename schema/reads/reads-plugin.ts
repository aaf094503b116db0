// Pothos plugin: a field says what it reads of its object's row. Only fields that anyone may read can say so, and only of
// tables that the public role can read: a secret never rides along with what is published.
import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type PothosOutputFieldConfig,
  type SchemaTypes,
  type TypeParam,
} from "@pothos/core";
import { type GraphQLField, type GraphQLSchema, getNamedType, isObjectType } from "graphql";
import { type Access, isOpen } from "../../src/access/access.js";
import { declaredAccess } from "../../src/access/access-plugin.js";
import { publicTables } from "../../src/database/public-role.js";
import { isRelation, type Read, sameRow } from "./relation.js";

const name = "reads";
export default name;

declare global {
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      reads: ReadsPlugin<Types>;
    }
    // biome-ignore-start lint/correctness/noUnusedVariables: merging needs the same type parameters
    interface FieldOptions<
      Types extends SchemaTypes = SchemaTypes,
      ParentShape = unknown,
      Type extends TypeParam<Types> = TypeParam<Types>,
      Nullable extends FieldNullability<Type> = FieldNullability<Type>,
      Args extends InputFieldMap = InputFieldMap,
      ResolveShape = unknown,
      ResolveReturnShape = unknown,
    > {
      /** Columns, calculated values and relations of the object's row. Default: the column that the field exposes. */
      reads?: readonly Read[];
    }
    // biome-ignore-end lint/correctness/noUnusedVariables: as above
  }
}

/** What a field reads of its object's row; nothing if not everyone may read the field. */
export const readsOf = (field: GraphQLField<unknown, unknown>): readonly Read[] =>
  isOpen(declaredAccess(field) ?? "department") ? ((field.extensions.reads as readonly Read[] | undefined) ?? []) : [];

class ReadsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { reads, access }: { reads?: readonly Read[]; access: Access } = field.pothosOptions;
    const exposed = field.extensions?.pothosExposedField as string | undefined;
    const coordinate = `${field.parentType}.${field.name}`;
    if (reads && !isOpen(access)) throw new Error(`${coordinate} is not for everyone, so it cannot be read ahead.`);
    for (const { table } of reads?.filter(isRelation) ?? []) {
      if (!publicTables.includes(snakeCase(table))) throw new Error(`${coordinate} reads ${table}, which is secret.`);
    }
    return { ...field, extensions: { ...field.extensions, reads: reads ?? (exposed ? [exposed] : []) } };
  }

  /** @throws Error naming a field of a row that exposes a column which not everyone may read */
  override afterBuild(schema: GraphQLSchema): GraphQLSchema {
    for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
      for (const field of Object.values(type.getFields())) {
        const rows = readsOf(field).some((read) => read === sameRow || isRelation(read)) && getNamedType(field.type);
        if (!isObjectType(rows)) continue;
        const secret = Object.values(rows.getFields()).find(
          ({ extensions }) => extensions.pothosExposedField && !isOpen(declaredAccess({ extensions }) ?? "department"),
        );
        if (secret) throw new Error(`${rows.name}.${secret.name} exposes a column that is not for everyone.`);
      }
    }
    return schema;
  }
}

const snakeCase = (text: string) => text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

SchemaBuilder.registerPlugin(name, ReadsPlugin as never);
