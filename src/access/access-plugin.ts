// Pothos plugin: every field declares `access`, and one that does not makes the schema not build.
import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type FieldRequiredness,
  type InputFieldMap,
  type InputType,
  type PothosEnumValueConfig,
  type PothosInputFieldConfig,
  type PothosOutputFieldConfig,
  type SchemaTypes,
  type TypeParam,
} from "@pothos/core";
import { type Access, accessRules, isOpen } from "./access.js";

const name = "access";
export default name;

declare global {
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      access: AccessPlugin<Types>;
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
      /** Who may read the field. */
      access: Access;
    }
    interface InputFieldOptions<
      Types extends SchemaTypes = SchemaTypes,
      Type extends InputType<Types> | [InputType<Types>] = InputType<Types> | [InputType<Types>],
      Req extends FieldRequiredness<Type> = FieldRequiredness<Type>,
    > {
      /** Who is offered the argument or input field; whoever may use what it belongs to, where it is not given. */
      access?: Access;
    }
    interface EnumValueConfig<Types extends SchemaTypes> {
      /** Who is told that there is such a value; whoever sees the enum, where it is not given. */
      access?: Access;
    }
    // biome-ignore-end lint/correctness/noUnusedVariables: as above
  }
}

/** Where the access stands on the built schema, for the shield and the public schema. */
const extension = "access";

/** @returns the declared access of a field, argument, input field or enum value; undefined where it has none of its own */
export function declaredAccess(element: { readonly extensions: object }): Access | undefined {
  return (element.extensions as { readonly [extension]?: Access })[extension];
}

function assertKnown(access: unknown, where: string): asserts access is Access {
  if (typeof access === "string" && Object.hasOwn(accessRules, access)) return;
  const problem = access === undefined ? "declares no access" : `declares the unknown access ${JSON.stringify(access)}`;
  throw new Error(`${where} ${problem}. Give one of: ${Object.keys(accessRules).join(", ")}.`);
}

class AccessPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const access: unknown = (field.pothosOptions as { access?: unknown }).access;
    const where = `${field.parentType}.${field.name}`;
    assertKnown(access, where);
    if (!isOpen(access) && !field.type.nullable) {
      throw new Error(`${where} is not for everybody, so it must be nullable: a denial would take its parent with it.`);
    }
    return { ...field, extensions: { ...field.extensions, [extension]: access } };
  }

  override onInputFieldConfig(input: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    const access: unknown = (input.pothosOptions as { access?: unknown }).access;
    if (access === undefined) return input;
    assertKnown(access, `${input.parentType}.${input.name}`);
    return { ...input, extensions: { ...input.extensions, [extension]: access } };
  }

  override onEnumValueConfig(value: PothosEnumValueConfig<Types>): PothosEnumValueConfig<Types> {
    const access: unknown = (value.pothosOptions as { access?: unknown }).access;
    if (access === undefined) return value;
    assertKnown(access, String(value.value));
    return { ...value, extensions: { ...value.extensions, [extension]: access } };
  }
}

SchemaBuilder.registerPlugin(name, AccessPlugin as never);
