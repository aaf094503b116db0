// The documents of bench:api, and how it compares the servers' answers.
import { parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { queries, valuesOf } from "../../../bench/api/documents.js";
import { schema } from "../../../schema/index.js";
import { publicSchema } from "../../../src/access/public-schema.js";

it.each(Object.entries(queries))("%s is valid for a public viewer", (_, { kindred }) => {
  expect(validate(publicSchema(schema), parse(kindred))).toEqual([]);
});

describe("valuesOf", () => {
  it("is the same for answers that nest and name the same values in other ways", () => {
    const nested = { nodes: [{ urn: 1, location: { easting: 2, northing: 3 }, years: [{ attendance: 94.1 }] }] };
    const flat = [{ northing: 3, easting: 2, a: [{ value: 94.1 }], URN: 1, none: null }];
    expect(valuesOf(flat)).toEqual(valuesOf(nested));
  });

  it("differs where a value is missing, different or given twice", () => {
    const answers = [[{ urn: 1 }], [{ urn: 2 }], [{ urn: 1 }, { urn: 1 }], []];
    expect(new Set(answers.map((answer) => valuesOf(answer).join())).size).toBe(answers.length);
  });
});
