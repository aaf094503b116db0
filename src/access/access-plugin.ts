// Pothos plugin: every field must declare `access`, or the schema does not build.
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
      /** Who can see the argument or input field. Default: everyone who can use its field or input type. */
      access?: Access;
    }
    interface EnumValueConfig<Types extends SchemaTypes> {
      /** Who can see the value. A value of an enum in the public schema must declare it. */
      access?: Access;
    }
    // biome-ignore-end lint/correctness/noUnusedVariables: as above
  }
}

/** Key of the access in `extensions` of the built schema; the shield and the public schema read it. */
const extensionKey = "access";

/** @returns the declared access of a field, argument, input field or enum value; undefined if it declares none */
export function declaredAccess(element: { readonly extensions: object }): Access | undefined {
  return (element.extensions as { readonly [extensionKey]?: Access })[extensionKey];
}

function assertDeclared(access: unknown, coordinate: string): asserts access is Access {
  if (typeof access === "string" && Object.hasOwn(accessRules, access)) return;
  const problem = access === undefined ? "declares no access" : `declares the unknown access ${JSON.stringify(access)}`;
  throw new Error(`${coordinate} ${problem}. Use one of: ${Object.keys(accessRules).join(", ")}.`);
}

class AccessPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const access: unknown = (field.pothosOptions as { access?: unknown }).access;
    const coordinate = `${field.parentType}.${field.name}`;
    assertDeclared(access, coordinate);
    if (!isOpen(access) && !field.type.nullable) {
      throw new Error(`${coordinate} is not public, so it must be nullable: a denial would also null its parent.`);
    }
    return { ...field, extensions: { ...field.extensions, [extensionKey]: access } };
  }

  override onInputFieldConfig(input: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    const access: unknown = (input.pothosOptions as { access?: unknown }).access;
    if (access === undefined) return input;
    assertDeclared(access, `${input.parentType}.${input.name}`);
    return { ...input, extensions: { ...input.extensions, [extensionKey]: access } };
  }

  override onEnumValueConfig(value: PothosEnumValueConfig<Types>): PothosEnumValueConfig<Types> {
    const access: unknown = (value.pothosOptions as { access?: unknown }).access;
    if (access === undefined) return value;
    assertDeclared(access, String(value.value));
    return { ...value, extensions: { ...value.extensions, [extensionKey]: access } };
  }
}

SchemaBuilder.registerPlugin(name, AccessPlugin as never);
