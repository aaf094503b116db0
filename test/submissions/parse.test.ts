// Submissions as JSON.
import { describe, expect, it } from "vitest";
import { parseSubmission } from "../../src/submissions/parse.js";
import { week } from "./world.js";

const json = (changes: object = {}) => JSON.parse(JSON.stringify({ ...week(), ...changes }));

describe("a submission as JSON", () => {
  it("is read with the field names of the API", () => {
    expect(parseSubmission(json())).toEqual(week());
    const byCode = [{ code: "/", sessions: 1 }];
    const changes = { totals: null, byCode, asAt: "2024-09-16T10:00:00+01:00" };
    expect(parseSubmission(json(changes))).toEqual(week({ totals: null, byCode }));
  });

  it.each<[string, unknown]>([
    ["upn", json({ upn: "A1" })],
    ["Pupil_Name", json({ Pupil_Name: "x" })],
    ["forename", json({ totals: { ...week().totals, forename: "x" } })],
    ["dob", json({ byCode: [{ code: "/", sessions: 1, dob: "x" }] })],
  ])("is refused where the field %s names a pupil", (field, given) => {
    expect(() => parseSubmission(given)).toThrow(
      `Aggregates only: a payload that names a pupil is refused. The submission has the field "${field}".`,
    );
  });

  it.each<[string, unknown]>([
    ["note: is not a known name", json({ note: "x" })],
    ["urn: must be a whole number", json({ urn: "100001" })],
    ["revision: is missing", json({ revision: undefined })],
    ["scope: must be one of AGE_5_15", json({ scope: "AGE_4" })],
    ["asAt: must be a date and time", json({ asAt: "16/09/2024" })],
    ["totals.possible: is missing", json({ totals: {} })],
    ["byCode.0.sessions: must be a whole number", json({ byCode: [{ code: "/", sessions: 1.5 }] })],
    ["The submission: must be an object", [1]],
    ["The submission: must be an object", null],
  ])("is refused: %s", (message, given) => {
    expect(() => parseSubmission(given)).toThrow(message);
  });
});
