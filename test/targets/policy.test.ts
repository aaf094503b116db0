import { describe, expect, it } from "vitest";
import { examplePolicy, readPolicy } from "../../src/targets/policy.js";

describe("a policy", () => {
  it("is rejected with the name of the invalid field", () => {
    expect(() => readPolicy({ ...examplePolicy, ceiling: 970 })).toThrow(/policy field ceiling/);
    expect(() => readPolicy({ ...examplePolicy, bonus: 1 })).toThrow(/bonus/);
    expect(() => readPolicy({ ...examplePolicy, maximumImprovement: 0.2 })).toThrow(/universalImprovement/);
    expect(readPolicy(examplePolicy)).toEqual(examplePolicy);
    for (const given of [null, "example", [examplePolicy]]) {
      expect(() => readPolicy(given)).toThrow("the policy: must be an object with named fields");
    }
  });

  it("takes fields that are not given from the example policy", () => {
    expect(readPolicy({ id: "higher", version: "2.0.0", ceiling: 98 })).toEqual({
      ...examplePolicy,
      id: "higher",
      version: "2.0.0",
      ceiling: 98,
    });
  });

  it("without an id has the example's only if it is the example", () => {
    expect(readPolicy({})).toEqual(examplePolicy);
    expect(readPolicy({ ceiling: examplePolicy.ceiling })).toEqual(examplePolicy);
    expect(readPolicy({ ceiling: 98 })).toEqual({ ...examplePolicy, id: "example-changed", ceiling: 98 });
  });

  it("is checked as a whole, with the fields that were not given", () => {
    expect(() => readPolicy({ maximumImprovement: 0.2 })).toThrow(/policy field universalImprovement/);
    expect(() => readPolicy({ ceiling: null })).toThrow(/policy field ceiling/);
  });
});
