import { isEnumType, isInputObjectType, isInterfaceType, isIntrospectionType, isObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { schema } from "../../schema/index.js";

interface Described {
  readonly name: string;
  readonly description?: string | null;
}

/** Every type, field, argument, input field and enum value with its coordinate. */
function coordinates(): [string, Described][] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type))
    .flatMap((type): [string, Described][] => {
      const own: [string, Described] = [type.name, type];
      if (isEnumType(type)) return [own, ...type.getValues().map((value) => at(type.name, value))];
      if (isInputObjectType(type))
        return [own, ...Object.values(type.getFields()).map((field) => at(type.name, field))];
      if (!isObjectType(type) && !isInterfaceType(type)) return [own];
      return [
        own,
        ...Object.values(type.getFields()).flatMap((field) => [
          at(type.name, field),
          ...field.args.map((argument) => at(`${type.name}.${field.name}`, argument)),
        ]),
      ];
    });
}

const at = (parent: string, element: Described): [string, Described] => [`${parent}.${element.name}`, element];

describe("the schema", () => {
  it("describes every type, field, argument and value in a sentence", () => {
    const silent = coordinates().filter(([, { description }]) => !/[.\]]$/.test(description ?? ""));
    expect(silent.map(([coordinate]) => coordinate)).toEqual([]);
  });

  it("states the maximum page size in the description of `first`", () => {
    const first = schema
      .getQueryType()
      ?.getFields()
      .schools?.args.find(({ name }) => name === "first");
    expect(first?.description).toContain("at most 100");
  });
});
