// Finds a school's phase and block from the terms of each source. Only state-funded schools have a block.
import type { DirectoryRecord } from "./facts.js";
import { type Labels, labels, meaningOf } from "./labels.js";

export const blocks = ["PRIMARY", "SECONDARY", "ALL_THROUGH", "SPECIAL", "ALTERNATIVE_PROVISION"] as const;
export type Block = (typeof blocks)[number];

export const phases = [
  "NURSERY",
  "PRIMARY",
  "MIDDLE_DEEMED_PRIMARY",
  "MIDDLE_DEEMED_SECONDARY",
  "SECONDARY",
  "ALL_THROUGH",
  "POST_16",
  "NOT_APPLICABLE",
] as const;
export type Phase = (typeof phases)[number];

/** Status in the register. */
export const schoolStatuses = ["OPEN", "OPEN_PROPOSED_TO_CLOSE", "CLOSED", "PROPOSED_TO_OPEN"] as const;
export type SchoolStatus = (typeof schoolStatuses)[number];

export interface Classification {
  readonly phase: Phase | null;
  readonly block: Block | null;
}

/** What a type of school decides: its block, or that its phase does; `NONE` is not state-funded or not a school. */
type TypeClass = "SPECIAL" | "ALTERNATIVE_PROVISION" | "SECONDARY" | "BY_PHASE" | "NONE";

const typesOf = (meaning: TypeClass, names: readonly string[]) => names.map((name) => [name, meaning] as const);

/** Types of GIAS and of the performance tables. */
export const schoolTypes: Labels<TypeClass> = labels(
  Object.fromEntries([
    ...typesOf("SPECIAL", [
      "Community special school",
      "Foundation special school",
      "Non-maintained special school",
      "Academy special converter",
      "Academy special sponsor led",
      "Free schools special",
      "Academy - Converter special school",
      "Academy - Sponsor led special school",
      "Free school - Special",
    ]),
    ...typesOf("ALTERNATIVE_PROVISION", [
      "Pupil referral unit",
      "Academy alternative provision converter",
      "Academy alternative provision sponsor led",
      "Free schools alternative provision",
      "Academy - Converter alternative provision",
      "Academy - Sponsor led alternative provision",
      "Free school - Alternative provision",
    ]),
    // Secondary whatever their phase or ages: a city technology college has no phase in GIAS.
    ...typesOf("SECONDARY", [
      "University technical college",
      "Studio school",
      "Studio schools",
      "City technology college",
    ]),
    ...typesOf("BY_PHASE", [
      "Community school",
      "Foundation school",
      "Voluntary aided school",
      "Voluntary controlled school",
      "Academy converter",
      "Academy sponsor led",
      "Free schools",
      "Academy - Converter mainstream",
      "Academy sponsor led mainstream",
      "Free school - Mainstream",
    ]),
    ...typesOf("NONE", [
      "Academy 16-19 converter",
      "Academy 16 to 19 sponsor led",
      "Academy 16-19 sponsor led",
      "Academy secure 16 to 19",
      "Agriculture and horticulture college",
      "Art, design and performing art college",
      "British schools overseas",
      "Children's centre",
      "Children's centre linked site",
      "Free schools 16 to 19",
      "Free school 16-19",
      "Further education",
      "General further education college",
      "Higher education institutions",
      "Institution funded by other government department",
      "Legacy types",
      "Local authority nursery school",
      "Miscellaneous",
      "Offshore schools",
      "Online provider",
      "Other independent school",
      "Other independent special school",
      "Secure units",
      "Service children's education",
      "Sixth form centres",
      "Sixth form centre/consortia",
      "Sixth form college",
      "Special post 16 institution",
      "Specialist designated college",
      "Welsh establishment",
    ]),
  ]),
);

/** Groups of types in the performance tables that decide the phase. */
export const typeGroups: Labels<Phase | "BY_FLAGS"> = labels({
  Academy: "BY_FLAGS",
  "Maintained school": "BY_FLAGS",
  "n/a": "BY_FLAGS",
  "Special school": "NOT_APPLICABLE",
  "Independent school": "NOT_APPLICABLE",
  College: "POST_16",
});

export const phaseLabels: Labels<Phase> = labels({
  Nursery: "NURSERY",
  Primary: "PRIMARY",
  "Middle deemed primary": "MIDDLE_DEEMED_PRIMARY",
  "Middle deemed secondary": "MIDDLE_DEEMED_SECONDARY",
  Secondary: "SECONDARY",
  "All-through": "ALL_THROUGH",
  "All through": "ALL_THROUGH",
  "16 plus": "POST_16",
  "Not applicable": "NOT_APPLICABLE",
});

const phaseBlocks: ReadonlyMap<Phase | null, Block> = new Map<Phase, Block>([
  ["PRIMARY", "PRIMARY"],
  ["MIDDLE_DEEMED_PRIMARY", "PRIMARY"],
  ["MIDDLE_DEEMED_SECONDARY", "SECONDARY"],
  ["SECONDARY", "SECONDARY"],
  ["ALL_THROUGH", "ALL_THROUGH"],
]);

/** From GIAS type and phase. A type that is not known to be state-funded has no block. */
export function classifyGias(type: TypeClass | null, phase: Phase | null): Classification {
  return { phase, block: blockOf(type, phase) };
}

/** From type, flags and ages in the performance tables. The census decides how a middle school is deemed. */
export function classifySpine(record: DirectoryRecord, censusType: string | null): Classification {
  const type = meaningOf(schoolTypes, record.typeName ?? "") ?? null;
  const phase = type === "SECONDARY" ? type : spinePhase(record, censusType);
  return { phase, block: blockOf(type, phase) };
}

function blockOf(type: TypeClass | null, phase: Phase | null): Block | null {
  if (type === null || type === "NONE") return null;
  return type === "BY_PHASE" ? (phaseBlocks.get(phase) ?? null) : type;
}

function spinePhase(record: DirectoryRecord, censusType: string | null): Phase | null {
  const { typeGroup, teaches, lowAge, highAge } = record;
  const group = meaningOf(typeGroups, typeGroup ?? "") ?? "BY_FLAGS";
  if (group !== "BY_FLAGS") return group;
  if (!teaches) return null;
  const ages = lowAge != null && highAge != null ? { low: lowAge, high: highAge } : null;
  if (!teaches.primary && !teaches.secondary) return ages && ages.low >= 16 ? "POST_16" : null;
  if (ages && isMiddle(ages)) return deemed(ages, censusType);
  if (teaches.primary && teaches.secondary) {
    if (ages && ages.low <= 7 && ages.high >= 16) return "ALL_THROUGH";
    if (ages && ages.low <= 7) return deemed(ages, censusType);
    return "SECONDARY";
  }
  return teaches.primary ? "PRIMARY" : "SECONDARY";
}

interface Ages {
  readonly low: number;
  readonly high: number;
}

/** Admits pupils in the middle of primary age and keeps them into secondary age. */
const isMiddle = ({ low, high }: Ages) => low >= 8 && low < 11 && high > 11 && high < 16;

/** By the census; without it, secondary where most ages are 11 or above: 9-13 is secondary, 8-12 is primary. */
function deemed({ low, high }: Ages, censusType: string | null): Phase {
  const block = classifyCensus(censusType ?? "").block;
  if (block === "PRIMARY") return "MIDDLE_DEEMED_PRIMARY";
  if (block === "SECONDARY") return "MIDDLE_DEEMED_SECONDARY";
  return high - 10 > 11 - low ? "MIDDLE_DEEMED_SECONDARY" : "MIDDLE_DEEMED_PRIMARY";
}

const ofPhase = (phase: Phase): Classification => ({ phase, block: phaseBlocks.get(phase) ?? null });
const special: Classification = { phase: "NOT_APPLICABLE", block: "SPECIAL" };
const alternative: Classification = { phase: "NOT_APPLICABLE", block: "ALTERNATIVE_PROVISION" };
const notInBlock: Classification = { phase: "NOT_APPLICABLE", block: null };

/** Types of school in the census. */
export const censusTypes: Labels<Classification> = labels({
  "State-funded nursery": ofPhase("NURSERY"),
  "State-funded primary": ofPhase("PRIMARY"),
  "State-funded secondary": ofPhase("SECONDARY"),
  "State-funded special school": special,
  "Special school": special,
  "Non-maintained special school": special,
  "Pupil referral unit": alternative,
  "State-funded AP school": alternative,
  "Alternative provision": alternative,
  "Independent school": notInBlock,
});

/** For a school that no directory names, from the census. */
export const classifyCensus = (schoolType: string): Classification =>
  meaningOf(censusTypes, schoolType) ?? { phase: null, block: null };

/** Phases in absence releases, which cover only state-funded schools. */
export const absencePhases: Labels<Classification> = labels({
  Nursery: ofPhase("NURSERY"),
  Primary: ofPhase("PRIMARY"),
  "State-funded primary": ofPhase("PRIMARY"),
  "Middle deemed primary": ofPhase("MIDDLE_DEEMED_PRIMARY"),
  "Middle deemed secondary": ofPhase("MIDDLE_DEEMED_SECONDARY"),
  Secondary: ofPhase("SECONDARY"),
  "State-funded secondary": ofPhase("SECONDARY"),
  "All-through": ofPhase("ALL_THROUGH"),
  "All through": ofPhase("ALL_THROUGH"),
  "Not applicable": notInBlock,
  Special: special,
  "Special school": special,
  "State-funded special school": special,
  "Pupil referral unit": alternative,
  "Alternative provision": alternative,
  "State-funded alternative provision": alternative,
  "State-funded AP school": alternative,
});
