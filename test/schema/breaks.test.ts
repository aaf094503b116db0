// The check of the schema against that of the last release: scripts/schema-breaks.ts.
import { buildSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { schema } from "../../schema/index.js";
import { faults } from "../../scripts/released-schema.js";
import {
  announcedIn,
  breaksBetween,
  deprecationsIn,
  keptUntil,
  refusedBreaks,
  released,
} from "../../scripts/schema-breaks.js";

const sdl = `
  directive @marked(by: String) repeatable on FIELD | QUERY
  scalar Money
  interface Named { name: String }
  type School implements Named {
    name: String
    head: String @deprecated(reason: "Use \`name\`. Kept until 2026-03-31.")
    pupils(year: String): Int
    places: Int
  }
  union Found = School | Query
  enum Phase { PRIMARY SECONDARY }
  input Filter { phase: Phase, name: String }
  type Query { schools(filter: Filter): [School!]!, found: Found, fee: Money }
`;
const before = buildSchema(sdl);
const changed = (find: string | RegExp, replace: string) => {
  const text = sdl.replace(find, replace);
  if (text === sdl) throw new Error(`The planted change does not fit: ${find}`);
  return buildSchema(text);
};
const coordinates = (of: readonly { readonly coordinate: string }[]) => of.map(({ coordinate }) => coordinate);

describe("a break of the schema", () => {
  it.each([
    ["a type is removed", /scalar Money|, fee: Money/g, "", ["Money", "Query.fee"]],
    ["a type changes its kind", "scalar Money", "enum Money { PENNY }", ["Money"]],
    ["a type leaves a union", "School | Query", "Query", ["Found"]],
    ["a value leaves an enum", " SECONDARY", "", ["Phase.SECONDARY"]],
    [
      "a required input field is added",
      "name: String }\n  type Query",
      "name: String, k: Int! }\n  type Query",
      ["Filter.k"],
    ],
    ["a type leaves its interface", "School implements Named", "School", ["School"]],
    ["a field is removed", "pupils(year: String): Int", "", ["School.pupils"]],
    ["a field changes its type", "): Int", "): String", ["School.pupils"]],
    ["a field may become null", "[School!]!", "[School!]", ["Query.schools"]],
    ["an input field is removed", ", name: String }", " }", ["Filter.name"]],
    ["an input field changes its type", "name: String }\n  type Query", "name: Int }\n  type Query", ["Filter.name"]],
    ["a required argument is added", "(year: String)", "(year: String, k: Int!)", ["School.pupils(k:)"]],
    ["an argument is removed", "(year: String)", "", ["School.pupils(year:)"]],
    ["an argument changes its type", "year: String", "year: Int", ["School.pupils(year:)"]],
    ["a directive is removed", /directive .*/, "", ["@marked"]],
    ["an argument of a directive is removed", "(by: String) repeatable", " repeatable", ["@marked(by:)"]],
    ["a required argument of a directive is added", "(by: String)", "(by: String, k: Int!)", ["@marked(k:)"]],
    ["a directive can no longer be repeated", " repeatable", "", ["@marked"]],
    ["a directive has a place less", " | QUERY", "", ["@marked"]],
  ])("is named by its coordinate if %s", (_what, find, replace, expected) => {
    expect(coordinates(breaksBetween(before, changed(find, replace))).sort()).toEqual(expected);
  });

  it("is not made by what is added", () => {
    const after = changed("name: String\n", "name: String\n town: String\n");
    expect(breaksBetween(before, after)).toEqual([]);
  });

  it("is refused unless its own coordinate is announced", () => {
    const after = changed("year: String", "year: Int");
    const refused = (...announced: string[]) =>
      coordinates(refusedBreaks(before, after, new Set(announced), "2026-01-01"));
    expect(refused()).toEqual(["School.pupils(year:)"]);
    expect(refused("School.pupils", "School")).toEqual(["School.pupils(year:)"]);
    expect(refused("School.pupils(year:)")).toEqual([]);
  });

  it("is allowed after the date until which a deprecated field was kept, and not on it", () => {
    const after = changed(/head: .*/, "");
    const refusedOn = (day: string) => coordinates(refusedBreaks(before, after, new Set(), day));
    expect(refusedOn("2026-03-31")).toEqual(["School.head"]);
    expect(refusedOn("2026-04-01")).toEqual([]);
  });

  it("is refused if the field was deprecated since the last release only", () => {
    const plain = changed(/ @deprecated.*/, "");
    const after = changed(/head: .*/, "");
    expect(coordinates(refusedBreaks(plain, after, new Set(), "2027-01-01"))).toEqual(["School.head"]);
  });
});

const changelog = `# Changelog

## Unreleased

### Breaking changes

- \`School.phase\`, \`School.pupils(year:)\`,
  \`Phase.PRIMARY\`: text. \`School.name\` stays.
- \`Filter\`: another.

### Other changes

- \`School.town\`: new.

## 0.1.0

### Breaking changes

- \`School.head\`: old.
`;

describe("the changelog", () => {
  it("announces the coordinates at the beginning of each item of its newest breaking changes", () => {
    expect([...announcedIn(changelog)]).toEqual(["School.phase", "School.pupils(year:)", "Phase.PRIMARY", "Filter"]);
  });

  it("announces nothing once its newest section is released", () => {
    const after = released(changelog, "0.2.0");
    expect(after).toBe(changelog.replace("## Unreleased", "## 0.2.0"));
    expect(announcedIn(after).size).toBe(0);
    expect(() => released(after, "0.3.0")).toThrow("no section Unreleased");
    expect(() => released(changelog, "0.1.0")).toThrow("already has a section 0.1.0");
  });

  it("is refused if a breaking change does not begin with its coordinates", () => {
    expect(() => announcedIn(changelog.replace("- `Filter`: another", "- Filters are different"))).toThrow(
      "Found: Filters are different.",
    );
  });
});

describe("a deprecation", () => {
  it("has the date until which the element is kept", () => {
    expect(keptUntil("Use `name`. Kept until 2026-03-31.")).toBe("2026-03-31");
    for (const undated of ["Use `name`.", "Kept until June.", "Kept until 2026-13-01."])
      expect(keptUntil(undated)).toBeUndefined();
    const deprecated = deprecationsIn(schema);
    expect(coordinates(deprecated)).toContain("Circumstances.source");
    expect(coordinates(deprecated.filter(({ reason }) => keptUntil(reason) === undefined))).toEqual([]);
  });

  it("is found on fields, arguments, input fields and enum values", () => {
    const marked = buildSchema(`
      enum Phase { PRIMARY @deprecated SECONDARY }
      input Filter { a: Int @deprecated, b: Phase }
      type Query { one(a: Int @deprecated, filter: Filter): Int, two: Int @deprecated(reason: "x") }
    `);
    expect(coordinates(deprecationsIn(marked))).toEqual(["Phase.PRIMARY", "Filter.a", "Query.one(a:)", "Query.two"]);
  });
});

describe("the schema", () => {
  it("breaks nothing of the last release that is neither announced nor deprecated", () => {
    expect(faults("9999-12-31")).toEqual([]);
  });
});
