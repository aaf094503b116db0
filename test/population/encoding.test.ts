// The bytes of a population. Their hash is its id, which is part of the fingerprint of every run over it.
import { describe, expect, it } from "vitest";
import { decodePopulation, encodePopulation, populationId } from "../../src/population/encoding.js";
import { schoolsAsCsv } from "../../src/runs/export/schools-file.js";
import { inventedSchools, populationOf, type TestSchool } from "../support/population.js";

const idOf = (schools: readonly TestSchool[]) => populationId(encodePopulation(populationOf(schools)));
const schools = inventedSchools(40);

describe("the bytes of a population", () => {
  it("stay the same from release to release, and so do the fingerprints of runs", () => {
    expect(idOf(schools)).toBe("eb0968c590de69417a19a09b40ebd673cb8624e69700e6acd75ed9392a1087a5");
  });

  it.each(["semh", "fundingPerPupil"] as const)("include %s if one school has a figure, also if it is 0", (column) => {
    const given = schools.with(7, { ...schools[7]!, [column]: 0 });
    expect(idOf(given)).not.toBe(idOf(schools));
    const { columns } = decodePopulation(encodePopulation(populationOf(given)));
    expect([...columns[column]]).toEqual(schools.map((_, row) => (row === 7 ? 0 : Number.NaN)));
  });

  it("are read back with every column, one without figures too", () => {
    const population = populationOf(schools.map((school) => ({ ...school, semh: 4.5 })));
    const { columns, urban, fundingPerPupil } = { ...population, ...population.columns };
    expect(decodePopulation(encodePopulation(population)).columns).toEqual(columns);
    expect([...fundingPerPupil]).toEqual(schools.map(() => Number.NaN));
    expect([...urban]).toEqual(schools.map((school) => school.urban));
  });
});

describe("the population as CSV", () => {
  const headerOf = (given: readonly TestSchool[]) => [...schoolsAsCsv(populationOf(given))][0];

  it("has the columns of the bytes", () => {
    expect(headerOf(schools)).toContain(",attainment8,urban,");
    expect(headerOf([{ urn: 1, semh: 3, fundingPerPupil: 5000 }])).toContain(
      ",attainment8,semh,fundingPerPupil,urban,",
    );
  });
});
