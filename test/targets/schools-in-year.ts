// Schools in a base year for tests: a test gives only the properties that matter.

import type { AttendanceFigure, Relative, SchoolInYear, SchoolsInYear } from "../../src/population/school-in-year.js";
import { Exact } from "../../src/targets/arithmetic.js";

/** Absence in the base year and the two years before, as text; a code such as `c` for a row without a figure. */
export type Absences = readonly (string | null)[];

export type SchoolInput = Partial<Omit<SchoolInYear, "urn" | "figures">> & { readonly absences?: Absences };

const years = ["2022/23", "2021/22", "2020/21"];

function figure(absence: string | null | undefined, index: number, urn: number): AttendanceFigure | null {
  if (absence == null) return null;
  const isNumber = /^\d/.test(absence);
  return {
    year: years[index]!,
    attendance: isNumber ? new Exact(100).minus(absence).toFixed() : null,
    code: isNumber ? null : absence,
    fileId: 1,
    line: urn % 1000,
  };
}

function schoolInYear(urn: number, { absences = [], ...input }: SchoolInput): SchoolInYear {
  return {
    urn,
    name: `School ${urn}`,
    block: "SECONDARY",
    phase: "SECONDARY",
    typeGroup: "Academies",
    status: "OPEN",
    stub: false,
    laCode: 900,
    trustCode: null,
    region: "London",
    selective: false,
    urban: true,
    easting: null,
    northing: null,
    registerPupils: null,
    opened: null,
    closed: null,
    openInBaseYear: true,
    figures: [figure(absences[0], 0, urn), figure(absences[1], 1, urn), figure(absences[2], 2, urn)],
    circumstances: null,
    pupils: 500,
    lineage: urn,
    predecessors: [],
    successors: [],
    inheritsFrom: null,
    mergedFrom: [],
    ...input,
  } as SchoolInYear;
}

export const link = (
  urn: number,
  kind: Relative["kind"] = "ORDINARY",
  established: string | null = null,
): Relative => ({
  urn,
  kind,
  established,
});

/** Base year 2022/23. */
export function schoolsInYear(schools: Readonly<Record<number, SchoolInput>>): SchoolsInYear {
  const list = Object.entries(schools).map(([urn, input]) => schoolInYear(Number(urn), input));
  return {
    baseYear: "2022/23",
    circumstancesYear: "2022/23",
    schools: new Map(list.map((school) => [school.urn, school])),
  };
}
