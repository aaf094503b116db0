// Rules on which schools can be peers: those that a run sets, and those that keep one school out.
import { type Constraints, normaliseConstraints } from "../../src/matching/constraints.js";
import { builder } from "../builder.js";
import { anyone, shown } from "../readers.js";

const about = {
  publishedAttendance: "Whether peers have published attendance in the base year.",
  selectiveWithSelective:
    "Whether selective schools are peers of selective schools only. A school of unknown selection counts as not selective.",
  notSameTrust: "Whether peers are in other trusts.",
  sameRegion: "Whether peers are in the same region. An unknown region matches no region.",
  sameUrbanRural: "Whether peers of urban schools are urban and of rural schools rural. Unknown matches neither.",
  withinKm:
    "Maximum straight-line distance to peers in kilometres. A school without coordinates is too far. Null: any distance.",
} as const satisfies Record<keyof Constraints, string>;

export const RunConstraints = builder.objectRef<Constraints>("RunConstraints").implement({
  description: "Rules on which schools can be peers. Peers are always of the same block and never of the same lineage.",
  fields: (t) => ({
    publishedAttendance: t.exposeBoolean("publishedAttendance", shown(about.publishedAttendance)),
    selectiveWithSelective: t.exposeBoolean("selectiveWithSelective", shown(about.selectiveWithSelective)),
    notSameTrust: t.exposeBoolean("notSameTrust", shown(about.notSameTrust)),
    sameRegion: t.exposeBoolean("sameRegion", shown(about.sameRegion)),
    sameUrbanRural: t.exposeBoolean("sameUrbanRural", shown(about.sameUrbanRural)),
    withinKm: t.exposeFloat("withinKm", anyone(about.withinKm)),
  }),
});

const defaults = normaliseConstraints({});
const withDefault = (name: keyof Constraints) => ({ description: `${about[name]} Default: ${defaults[name]}.` });

export const RunConstraintsInput = builder.inputType("RunConstraintsInput", {
  description: "Rules on which schools can be peers. A rule that is omitted has its default.",
  fields: (t) => ({
    publishedAttendance: t.boolean(withDefault("publishedAttendance")),
    selectiveWithSelective: t.boolean(withDefault("selectiveWithSelective")),
    notSameTrust: t.boolean(withDefault("notSameTrust")),
    sameRegion: t.boolean(withDefault("sameRegion")),
    sameUrbanRural: t.boolean(withDefault("sameUrbanRural")),
    withinKm: t.float(withDefault("withinKm")),
  }),
});

/** Constraints of a run, and two rules of every run. */
export type RuleName = keyof Constraints | "lineage" | "seeksOnly";

export const PeerRule = builder.enumType("PeerRule", {
  description: "Rule that keeps a school from being a peer.",
  values: {
    PUBLISHED_ATTENDANCE: {
      ...anyone("It has no published attendance in the base year."),
      value: "publishedAttendance",
    },
    SELECTIVE_WITH_SELECTIVE: {
      ...anyone("One of the two schools is selective, the other is not."),
      value: "selectiveWithSelective",
    },
    NOT_SAME_TRUST: { ...anyone("The schools are in the same trust."), value: "notSameTrust" },
    SAME_REGION: { ...anyone("The schools are not known to be in one region."), value: "sameRegion" },
    SAME_URBAN_RURAL: {
      ...anyone("The schools are not known to be both urban or both rural."),
      value: "sameUrbanRural",
    },
    WITHIN_KM: { ...anyone("It is too far away, or its distance is unknown."), value: "withinKm" },
    LINEAGE: { ...anyone("One of the two schools succeeds the other."), value: "lineage" },
    SEEKS_ONLY: { ...anyone("Its figures are inherited, or another school represents it."), value: "seeksOnly" },
  } satisfies Record<string, { value: RuleName; description: string }>,
});
