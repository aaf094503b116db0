// Finds a school's phase and block from the terms of each source. Only state-funded schools have a block.
import type { DirectoryRecord } from "./facts.js";

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

/** Type names from GIAS and from the performance tables, in lower case. */
const specialTypes: ReadonlySet<string> = new Set([
  "community special school",
  "foundation special school",
  "non-maintained special school",
  "academy special converter",
  "academy special sponsor led",
  "free schools special",
  "academy - converter special school",
  "academy - sponsor led special school",
  "free school - special",
]);

const alternativeTypes: ReadonlySet<string> = new Set([
  "pupil referral unit",
  "academy alternative provision converter",
  "academy alternative provision sponsor led",
  "free schools alternative provision",
  "academy - converter alternative provision",
  "academy - sponsor led alternative provision",
  "free school - alternative provision",
]);

const mainstreamTypes: ReadonlySet<string> = new Set([
  "community school",
  "foundation school",
  "voluntary aided school",
  "voluntary controlled school",
  "academy converter",
  "academy sponsor led",
  "free schools",
  "academy - converter mainstream",
  "academy sponsor led mainstream",
  "free school - mainstream",
]);

/** Secondary whatever their phase or ages: a city technology college has no phase in GIAS. */
const secondaryTypes: ReadonlySet<string> = new Set([
  "university technical college",
  "studio school",
  "studio schools",
  "city technology college",
]);

const phaseNames: ReadonlyMap<string, Phase> = new Map([
  ["nursery", "NURSERY"],
  ["primary", "PRIMARY"],
  ["middle deemed primary", "MIDDLE_DEEMED_PRIMARY"],
  ["middle deemed secondary", "MIDDLE_DEEMED_SECONDARY"],
  ["secondary", "SECONDARY"],
  ["all-through", "ALL_THROUGH"],
  ["all through", "ALL_THROUGH"],
  ["16 plus", "POST_16"],
  ["not applicable", "NOT_APPLICABLE"],
]);

const phaseBlocks: ReadonlyMap<Phase | null, Block> = new Map<Phase, Block>([
  ["PRIMARY", "PRIMARY"],
  ["MIDDLE_DEEMED_PRIMARY", "PRIMARY"],
  ["MIDDLE_DEEMED_SECONDARY", "SECONDARY"],
  ["SECONDARY", "SECONDARY"],
  ["ALL_THROUGH", "ALL_THROUGH"],
]);

/** From GIAS type and phase. A type that is not known to be state-funded has no block. */
export function classifyGias(typeName: string | null, phaseName: string | null): Classification {
  const phase = phaseNames.get(phaseName?.toLowerCase() ?? "") ?? null;
  return { phase, block: blockOf(typeName, phase) };
}

/** From type, flags and ages in the performance tables. The census decides how a middle school is deemed. */
export function classifySpine(record: DirectoryRecord, censusType: string | null): Classification {
  const phase = spinePhase(record, censusType);
  return { phase, block: blockOf(record.typeName ?? null, phase) };
}

function blockOf(typeName: string | null, phase: Phase | null): Block | null {
  const type = typeName?.toLowerCase().replace(/\s+/g, " ") ?? "";
  if (specialTypes.has(type)) return "SPECIAL";
  if (alternativeTypes.has(type)) return "ALTERNATIVE_PROVISION";
  if (secondaryTypes.has(type)) return "SECONDARY";
  return mainstreamTypes.has(type) ? (phaseBlocks.get(phase) ?? null) : null;
}

function spinePhase(record: DirectoryRecord, censusType: string | null): Phase | null {
  const { typeGroup, teaches, lowAge, highAge } = record;
  const type = record.typeName?.toLowerCase() ?? "";
  if (secondaryTypes.has(type)) return "SECONDARY";
  if (typeGroup === "College") return "POST_16";
  if (typeGroup === "Special School" || typeGroup === "Independent School") return "NOT_APPLICABLE";
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
  if (censusType === "State-funded primary") return "MIDDLE_DEEMED_PRIMARY";
  if (censusType === "State-funded secondary") return "MIDDLE_DEEMED_SECONDARY";
  return high - 10 > 11 - low ? "MIDDLE_DEEMED_SECONDARY" : "MIDDLE_DEEMED_PRIMARY";
}

const censusTypes: ReadonlyMap<string, Classification> = new Map<string, Classification>([
  ["State-funded nursery", { phase: "NURSERY", block: null }],
  ["State-funded primary", { phase: "PRIMARY", block: "PRIMARY" }],
  ["State-funded secondary", { phase: "SECONDARY", block: "SECONDARY" }],
  ["State-funded special school", { phase: "NOT_APPLICABLE", block: "SPECIAL" }],
  ["Non-maintained special school", { phase: "NOT_APPLICABLE", block: "SPECIAL" }],
  ["Pupil referral unit", { phase: "NOT_APPLICABLE", block: "ALTERNATIVE_PROVISION" }],
  ["Independent school", { phase: "NOT_APPLICABLE", block: null }],
]);

/** For a school that no directory names, from the census. */
export const classifyCensus = (schoolType: string): Classification =>
  censusTypes.get(schoolType) ?? { phase: null, block: null };

/** For a school that no directory names, from an absence release, which covers only state-funded schools. */
export function classifyAbsence(phaseName: string | null): Classification {
  const text = phaseName?.toLowerCase().replace(/^state-funded /, "") ?? "";
  if (text.startsWith("special")) return { phase: "NOT_APPLICABLE", block: "SPECIAL" };
  if (text === "alternative provision" || text === "pupil referral unit") {
    return { phase: "NOT_APPLICABLE", block: "ALTERNATIVE_PROVISION" };
  }
  const phase = phaseNames.get(text) ?? null;
  return { phase, block: phaseBlocks.get(phase) ?? null };
}
