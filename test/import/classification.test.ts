// Phase and block from the terms of the register, the performance tables and absence releases.
import { describe, expect, it } from "vitest";
import {
  absencePhases,
  classifyGias,
  classifySpine,
  phaseLabels,
  schoolTypes,
} from "../../src/import/classification.js";
import { meaningOf } from "../../src/import/labels.js";

describe("the register's types and phaseLabels", () => {
  it.each([
    ["Community school", "Primary", "PRIMARY", "PRIMARY"],
    ["Academy converter", "Middle deemed secondary", "MIDDLE_DEEMED_SECONDARY", "SECONDARY"],
    ["Voluntary aided school", "Middle deemed primary", "MIDDLE_DEEMED_PRIMARY", "PRIMARY"],
    ["Free schools", "All-through", "ALL_THROUGH", "ALL_THROUGH"],
    ["City technology college", "Not applicable", "NOT_APPLICABLE", "SECONDARY"],
    ["Studio schools", "Secondary", "SECONDARY", "SECONDARY"],
    ["University technical college", "Secondary", "SECONDARY", "SECONDARY"],
    ["Academy special converter", "Not applicable", "NOT_APPLICABLE", "SPECIAL"],
    ["Free schools special", "Not applicable", "NOT_APPLICABLE", "SPECIAL"],
    ["Non-maintained special school", "Not applicable", "NOT_APPLICABLE", "SPECIAL"],
    ["Pupil referral unit", "Not applicable", "NOT_APPLICABLE", "ALTERNATIVE_PROVISION"],
    ["Free schools alternative provision", "Not applicable", "NOT_APPLICABLE", "ALTERNATIVE_PROVISION"],
    ["Other independent school", "Not applicable", "NOT_APPLICABLE", null],
    ["Other independent special school", "Not applicable", "NOT_APPLICABLE", null],
    ["Local authority nursery school", "Nursery", "NURSERY", null],
    ["Free schools 16 to 19", "16 plus", "POST_16", null],
    ["Further education", "16 plus", "POST_16", null],
    ["Special post 16 institution", "Not applicable", "NOT_APPLICABLE", null],
    ["Welsh establishment", "Primary", "PRIMARY", null],
    ["Service children's education", "Primary", "PRIMARY", null],
  ])("%s, %s: %s in block %s", (type, phaseName, phase, block) => {
    expect(classifyGias(meaningOf(schoolTypes, type)!, meaningOf(phaseLabels, phaseName)!)).toEqual({ phase, block });
  });
});

describe("the performance tables' types, flags and ages", () => {
  const school = (ages: string, teaches: string, typeName = "Community school", typeGroup = "Maintained School") => {
    const [lowAge, highAge] = ages.split("-").map(Number);
    return {
      typeName,
      typeGroup,
      lowAge,
      highAge,
      teaches: { primary: teaches.includes("P"), secondary: teaches.includes("S") },
    };
  };

  it.each([
    ["primary", school("3-11", "P"), null, "PRIMARY", "PRIMARY"],
    ["junior", school("7-11", "P"), "State-funded secondary", "PRIMARY", "PRIMARY"],
    ["secondary", school("11-18", "S"), null, "SECONDARY", "SECONDARY"],
    ["upper", school("14-19", "S"), null, "SECONDARY", "SECONDARY"],
    ["all-through", school("4-18", "PS"), "State-funded secondary", "ALL_THROUGH", "ALL_THROUGH"],
    ["from 9 to 18", school("9-18", "PS"), null, "SECONDARY", "SECONDARY"],
    ["middle, by the census", school("9-13", "PS"), "State-funded primary", "MIDDLE_DEEMED_PRIMARY", "PRIMARY"],
    ["middle of 9 to 13", school("9-13", "PS"), null, "MIDDLE_DEEMED_SECONDARY", "SECONDARY"],
    ["middle of 8 to 12", school("8-12", "P"), null, "MIDDLE_DEEMED_PRIMARY", "PRIMARY"],
    ["from 3 to 13", school("3-13", "PS"), null, "MIDDLE_DEEMED_PRIMARY", "PRIMARY"],
    ["UTC", school("7-18", "PS", "University technical college", "Academy"), null, "SECONDARY", "SECONDARY"],
    ["sixth form", school("16-19", "", "Academy 16-19 converter", "Academy"), null, "POST_16", null],
    ["special", school("4-19", "PS", "Free school - Special", "Special School"), null, "NOT_APPLICABLE", "SPECIAL"],
    [
      "independent special",
      school("4-19", "PS", "Other independent special school", "Special School"),
      null,
      "NOT_APPLICABLE",
      null,
    ],
    [
      "independent",
      school("3-18", "PS", "Other independent school", "Independent School"),
      null,
      "NOT_APPLICABLE",
      null,
    ],
    ["abroad", school("5-11", "P", "Service childrens education", "n/a"), null, "PRIMARY", null],
  ])("%s", (_name, record, census, phase, block) => {
    expect(classifySpine(record, census)).toEqual({ phase, block });
  });
});

describe("an absence release", () => {
  it("classifies schools that no directory names", () => {
    const classify = (label: string) => meaningOf(absencePhases, label);
    expect(classify("State-funded primary")).toEqual({ phase: "PRIMARY", block: "PRIMARY" });
    expect(classify("Special")).toEqual({ phase: "NOT_APPLICABLE", block: "SPECIAL" });
    expect(classify("Alternative provision")?.block).toBe("ALTERNATIVE_PROVISION");
    expect(classify("Not applicable")).toEqual({ phase: "NOT_APPLICABLE", block: null });
    expect(classify("A phase of next year")).toBeUndefined();
  });
});
