import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parse } from "../src/faults.js";

const faultIn = (schema: z.ZodType, value: unknown) => parse(schema, value).fault;

describe("the message of a value that does not fit", () => {
  it.each<[schema: z.ZodType, value: unknown, message: string]>([
    [z.number(), Number.NaN, "must be a number"],
    [z.number(), undefined, "is missing: give a number"],
    [z.coerce.number(), "abc", "must be a number"],
    [z.int(), "abc", "must be a whole number"],
    [z.int(), 1.5, "must be a whole number"],
    [z.int().min(1), 0, "must be at least 1"],
    [z.number().positive(), 0, "must be more than 0"],
    [z.number().max(200), 201, "must be at most 200"],
    [z.number().lt(1), 1, "must be less than 1"],
    [z.number().multipleOf(5), 7, "must be a multiple of 5"],
    [z.boolean(), "yes", "must be true or false"],
    [z.string(), 3, "must be text"],
    [z.string().min(1), "", "must not be empty"],
    [z.string().max(1), "ab", "must have at most 1 character"],
    [z.array(z.string()).min(2), ["a"], "must have at least 2 entries"],
    [z.enum(["on", "off"]), "ON", "must be one of on, off"],
    [z.literal(1), 2, "must be 1"],
    [z.uuid(), "1", "must be an id, such as 01234567-89ab-4cde-8f01-23456789abcd"],
    [z.date().min(new Date("2000-01-01")), new Date("1999-12-31"), "must not be before 2000-01-01"],
    [z.object({}), [], "must be an object with named fields"],
    [z.union([z.literal(1), z.array(z.int())]), "one", "has none of the allowed forms"],
    [z.string().regex(/^a/, "must begin with a"), "b", "must begin with a"],
  ])("%#: of a whole value", (schema, value, message) => {
    expect(faultIn(schema, value)).toEqual({ path: "", message });
  });

  it.each<[schema: z.ZodType, value: unknown, path: string, message: string]>([
    [z.object({ a: z.array(z.int()) }), { a: [1, "x"] }, "a.1", "must be a whole number"],
    [z.strictObject({ k: z.int(), seed: z.int() }), { kk: 1 }, "kk", "is not a known name. Known: k, seed"],
    [z.record(z.string().max(2), z.int()), { abc: 1 }, "abc", "is a name that must have at most 2 characters"],
    [z.union([z.int(), z.strictObject({ of: z.int() })]), { of: "x" }, "of", "must be a whole number"],
    [z.union([z.int(), z.strictObject({ of: z.int() })]), { off: 1 }, "off", "is not a known name. Known: of"],
  ])("%#: of a part, by its path", (schema, value, path, message) => {
    expect(faultIn(schema, value)).toEqual({ path, message });
  });

  it("never repeats the value, which may be a secret", () => {
    const schema = z.object({ a: z.enum(["on"]), b: z.url(), c: z.int(), d: z.string().max(3) });
    for (const name of ["a", "b", "c", "d"]) {
      const one = schema.pick({ [name]: true } as never);
      expect(faultIn(one, { [name]: "a-secret" })?.message).not.toContain("a-secret");
    }
  });
});
