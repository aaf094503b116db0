// Parameters of a plan of partnerships, as they are shown and as they are given.
import { type PlanParameters, readPlanParameters } from "../../src/partnerships/parameters.js";
import { builder } from "../builder.js";

const department = { access: "department" } as const;

const about = {
  capacity: "Maximum number of schools that one partner can have, 1 to 20.",
  seeksBelow: "Published attendance, in per cent, from which a school seeks no partner.",
  minimumGap: "Minimum by which the partner's published attendance is above the school's, in percentage points.",
  sameTrustAllowed: "Whether a partner can be in the school's own trust.",
  withinKm:
    "Maximum straight-line distance to a partner in kilometres. An unknown distance is too far. Null: any distance.",
} as const satisfies Record<keyof PlanParameters, string>;

export const PlanParametersType = builder.objectRef<PlanParameters>("PartnershipParameters").implement({
  description: "Parameters used to arrange a plan of partnerships.",
  fields: (t) => ({
    capacity: t.exposeInt("capacity", { ...department, description: about.capacity }),
    seeksBelow: t.exposeFloat("seeksBelow", { ...department, description: about.seeksBelow }),
    minimumGap: t.exposeFloat("minimumGap", { ...department, description: about.minimumGap }),
    sameTrustAllowed: t.exposeBoolean("sameTrustAllowed", { ...department, description: about.sameTrustAllowed }),
    withinKm: t.exposeFloat("withinKm", { ...department, description: about.withinKm }),
  }),
});

const defaults = readPlanParameters({});
const withDefault = (name: keyof PlanParameters) => ({ description: `${about[name]} Default: ${defaults[name]}.` });

export const PlanParametersInput = builder.inputType("PartnershipParametersInput", {
  description: "Parameters of a plan of partnerships. A parameter that is omitted has its default.",
  fields: (t) => ({
    capacity: t.int(withDefault("capacity")),
    seeksBelow: t.float(withDefault("seeksBelow")),
    minimumGap: t.float(withDefault("minimumGap")),
    sameTrustAllowed: t.boolean(withDefault("sameTrustAllowed")),
    withinKm: t.float(withDefault("withinKm")),
  }),
});
