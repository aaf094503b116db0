// The published codes and names of school types, phases, religions, admissions and locations.

/** A type of establishment in the register and in the performance tables' spine. */
export interface SchoolType {
  code: string;
  name: string;
  group: readonly [code: string, name: string];
  /** NFTYPE and MINORGROUP; types without them are not in the tables. */
  spine?: readonly [type: string, group: string];
  academy?: boolean;
}

const maintained = ["4", "Local authority maintained schools"] as const;
const academies = ["10", "Academies"] as const;
const free = ["11", "Free Schools"] as const;
const special = ["5", "Special schools"] as const;
const independent = ["3", "Independent schools"] as const;
const colleges = ["1", "Colleges"] as const;

const type = (
  code: string,
  name: string,
  group: readonly [string, string],
  spine?: readonly [string, string],
  academy = false,
): SchoolType => ({ code, name, group, spine, academy });

export const types = {
  community: type("01", "Community school", maintained, ["Community school", "Maintained School"]),
  aided: type("02", "Voluntary aided school", maintained, ["Voluntary aided school", "Maintained School"]),
  controlled: type("03", "Voluntary controlled school", maintained, [
    "Voluntary controlled school",
    "Maintained School",
  ]),
  foundation: type("05", "Foundation school", maintained, ["Foundation school", "Maintained School"]),
  converter: type("34", "Academy converter", academies, ["Academy - Converter mainstream", "Academy"], true),
  sponsored: type("28", "Academy sponsor led", academies, ["Academy sponsor led mainstream", "Academy"], true),
  free: type("35", "Free schools", free, ["Free school - Mainstream", "Academy"], true),
  technical: type("40", "University technical college", free, ["University technical college", "Academy"], true),
  studio: type("41", "Studio schools", free, ["Studio school", "Academy"], true),
  cityTechnology: type("06", "City technology college", independent, ["City technology college", "Academy"]),
  communitySpecial: type("07", "Community special school", special, ["Community special school", "Special School"]),
  foundationSpecial: type("12", "Foundation special school", special, ["Foundation special school", "Special School"]),
  specialConverter: type(
    "44",
    "Academy special converter",
    academies,
    ["Academy - Converter special school", "Special School"],
    true,
  ),
  freeSpecial: type("36", "Free schools special", free, ["Free school - Special", "Special School"], true),
  referralUnit: type("14", "Pupil referral unit", maintained),
  alternativeConverter: type("43", "Academy alternative provision converter", academies, undefined, true),
  freeAlternative: type("38", "Free schools alternative provision", free, undefined, true),
  independent: type("11", "Other independent school", independent, ["Other independent school", "Independent School"]),
  independentSpecial: type("10", "Other independent special school", independent, [
    "Other independent special school",
    "Special School",
  ]),
  nursery: type("15", "Local authority nursery school", maintained),
  furtherEducation: type("18", "Further education", colleges, ["General further education college", "College"]),
  sixteenPlus: type("45", "Academy 16-19 converter", academies, ["Academy 16-19 converter", "Academy"], true),
} as const satisfies Record<string, SchoolType>;

/** Phases of education as the register codes them. */
export const registerPhases = {
  none: ["0", "Not applicable"],
  nursery: ["1", "Nursery"],
  primary: ["2", "Primary"],
  middlePrimary: ["3", "Middle deemed primary"],
  secondary: ["4", "Secondary"],
  middleSecondary: ["5", "Middle deemed secondary"],
  post16: ["6", "16 plus"],
  allThrough: ["7", "All-through"],
} as const;
export type RegisterPhase = keyof typeof registerPhases;

export const religions = {
  none: ["00", "Does not apply"],
  anglican: ["02", "Church of England"],
  catholic: ["03", "Roman Catholic"],
  christian: ["15", "Christian"],
  muslim: ["07", "Muslim"],
  jewish: ["05", "Jewish"],
} as const;
export type Religion = keyof typeof religions;

export const admissionPolicies = {
  none: ["0", "Not applicable"],
  selective: ["2", "Selective"],
  open: ["4", "Non-selective"],
  unknown: ["9", ""],
} as const;
export type Admissions = keyof typeof admissionPolicies;

/** Labels of both urban/rural classifications; the register uses both. */
export const landscapes = {
  urban: ["UN1", "Urban: Nearer to a major town or city"],
  urbanFar: ["UF1", "Urban: Further from a major town or city"],
  village: ["RLN1", "Larger rural: Nearer to a major town or city"],
  villageFar: ["RLF1", "Larger rural: Further from a major town or city"],
  hamlet: ["RSN1", "Smaller rural: Nearer to a major town or city"],
  hamletFar: ["RSF1", "Smaller rural: Further from a major town or city"],
  oldConurbation: ["A1", "(England/Wales) Urban major conurbation"],
  oldTown: ["C1", "(England/Wales) Urban city and town"],
  oldFringe: ["D1", "(England/Wales) Rural town and fringe"],
  oldVillage: ["E1", "(England/Wales) Rural village"],
  unknown: ["", ""],
} as const;
export type Landscape = keyof typeof landscapes;
