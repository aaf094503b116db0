// Both forms of an id, in commands and in the API.
import { encodeGlobalID } from "@pothos/plugin-relay";
import { describe, expect, it } from "vitest";
import { needUuid } from "../../schema/id.js";
import { idOrYear, jobId, runId, runIds, targetSetId } from "../../src/commands/options.js";
import { globalIdOf, type IdType, keyIn, readGlobalId, uuidIn } from "../../src/database/global-id.js";

const uuid = "0be0c0de-0000-4000-8000-00000000000a";
const types: IdType[] = ["Run", "Comparison", "TargetSet", "PartnershipPlan", "Job"];

describe("an id of the API", () => {
  it("is written as Relay's plugin writes it, and read back", () => {
    for (const type of types) {
      const id = globalIdOf(type, uuid);
      expect(id).toBe(encodeGlobalID(type, uuid));
      expect(readGlobalId(id)).toEqual({ type, key: uuid });
      expect(keyIn(id)).toBe(uuid);
    }
  });

  it("is read only if it is exactly as written", () => {
    for (const text of ["", "x", uuid, `${globalIdOf("Run", uuid)}=`, Buffer.from("Run:").toString("base64")]) {
      expect(readGlobalId(text)).toBeNull();
      expect(keyIn(text)).toBe(text);
    }
  });
});

describe("an argument of the API", () => {
  it("takes the ID of its type, and the UUID in either case", () => {
    for (const type of types) {
      expect(uuidIn(type, globalIdOf(type, uuid))).toBe(uuid);
      expect(uuidIn(type, uuid)).toBe(uuid);
      expect(uuidIn(type, uuid.toUpperCase())).toBe(uuid);
    }
  });

  it("rejects the ID of another type, and what is no UUID", () => {
    expect(() => needUuid("Run", globalIdOf("TargetSet", uuid))).toThrow("is not the ID of a Run");
    expect(() => needUuid("Run", Buffer.from("Run:1").toString("base64"))).toThrow("is not the ID of a Run");
    expect(() => needUuid("Job", "1")).toThrow("is not the ID of a Job");
  });
});

describe("an argument of a command", () => {
  it.each([
    ["a run", "Run", runId],
    ["a target set", "TargetSet", targetSetId],
    ["a job", "Job", jobId],
  ] as const)("takes both forms of the id of %s", (noun, type, parse) => {
    expect(parse(uuid)).toBe(uuid);
    expect(parse(globalIdOf(type, uuid))).toBe(uuid);
    const words = noun.replace(/^a /, "");
    expect(() => parse("latest")).toThrow(`Give the id of a ${words}, as listed by kindred`);
    expect(() => parse(globalIdOf("Comparison", uuid))).toThrow(`Give the id of a ${words}`);
  });

  it("takes both forms of several runs, and of a set or plan beside a year", () => {
    expect(runIds(globalIdOf("Run", uuid), runIds(uuid))).toEqual([uuid, uuid]);
    expect(idOrYear("TargetSet")(globalIdOf("TargetSet", uuid))).toEqual({ id: uuid });
    expect(idOrYear("PartnershipPlan")(uuid)).toEqual({ id: uuid });
    expect(idOrYear("TargetSet")("2023/24")).toEqual({ year: "2023/24" });
    expect(() => idOrYear("TargetSet")(globalIdOf("PartnershipPlan", uuid))).toThrow("Give an id");
  });
});
