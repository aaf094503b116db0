// How the register classes schools. Every value is one that public viewers can see.
import type {
  Block as BlockName,
  Phase as PhaseName,
  SchoolStatus as StatusName,
} from "../../src/import/classification.js";
import type { Region as RegionName } from "../../src/import/region.js";
import { builder } from "../builder.js";

const anyone = { access: "public" } as const;

export const Phase = builder.enumType("Phase", {
  description: "Phase of education in the register.",
  values: {
    NURSERY: { ...anyone, description: "Nursery." },
    PRIMARY: { ...anyone, description: "Primary." },
    MIDDLE_DEEMED_PRIMARY: { ...anyone, description: "Middle, deemed primary." },
    MIDDLE_DEEMED_SECONDARY: { ...anyone, description: "Middle, deemed secondary." },
    SECONDARY: { ...anyone, description: "Secondary." },
    ALL_THROUGH: { ...anyone, description: "All-through." },
    POST_16: { ...anyone, description: "Post-16." },
    NOT_APPLICABLE: { ...anyone, description: "No phase: special schools and alternative provision, for example." },
  } satisfies Record<PhaseName, object>,
});

export const Block = builder.enumType("Block", {
  description: "Group of schools that are compared with one another.",
  values: {
    PRIMARY: { ...anyone, description: "State-funded: primary, and middle deemed primary." },
    SECONDARY: { ...anyone, description: "State-funded: secondary, and middle deemed secondary." },
    ALL_THROUGH: { ...anyone, description: "State-funded: all-through." },
    SPECIAL: { ...anyone, description: "State-funded: special." },
    ALTERNATIVE_PROVISION: { ...anyone, description: "State-funded: alternative provision." },
  } satisfies Record<BlockName, object>,
});

export const SchoolStatus = builder.enumType("SchoolStatus", {
  description: "Status of a school in the register.",
  values: {
    OPEN: { ...anyone, description: "Open." },
    OPEN_PROPOSED_TO_CLOSE: { ...anyone, description: "Open, but proposed to close." },
    CLOSED: { ...anyone, description: "Closed." },
    PROPOSED_TO_OPEN: { ...anyone, description: "Proposed to open." },
  } satisfies Record<StatusName, object>,
});

export const Region = builder.enumType("Region", {
  description: "One of the nine regions of England.",
  values: {
    NORTH_EAST: { ...anyone, value: "North East", description: "North East." },
    NORTH_WEST: { ...anyone, value: "North West", description: "North West." },
    YORKSHIRE_AND_THE_HUMBER: {
      ...anyone,
      value: "Yorkshire and the Humber",
      description: "Yorkshire and the Humber.",
    },
    EAST_MIDLANDS: { ...anyone, value: "East Midlands", description: "East Midlands." },
    WEST_MIDLANDS: { ...anyone, value: "West Midlands", description: "West Midlands." },
    EAST_OF_ENGLAND: { ...anyone, value: "East of England", description: "East of England." },
    LONDON: { ...anyone, value: "London", description: "London." },
    SOUTH_EAST: { ...anyone, value: "South East", description: "South East." },
    SOUTH_WEST: { ...anyone, value: "South West", description: "South West." },
  } satisfies Record<string, { value: RegionName; description: string }>,
});
