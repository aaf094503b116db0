// How the register classes schools. Every value is one that public viewers can see.
import type {
  Block as BlockName,
  Phase as PhaseName,
  SchoolStatus as StatusName,
} from "../../src/import/classification.js";
import type { Region as RegionName } from "../../src/import/region.js";
import { builder } from "../builder.js";
import { anyone } from "../readers.js";

export const Phase = builder.enumType("Phase", {
  description: "Phase of education in the register.",
  values: {
    NURSERY: anyone("Nursery."),
    PRIMARY: anyone("Primary."),
    MIDDLE_DEEMED_PRIMARY: anyone("Middle, deemed primary."),
    MIDDLE_DEEMED_SECONDARY: anyone("Middle, deemed secondary."),
    SECONDARY: anyone("Secondary."),
    ALL_THROUGH: anyone("All-through."),
    POST_16: anyone("Post-16."),
    NOT_APPLICABLE: anyone("No phase: special schools and alternative provision, for example."),
  } satisfies Record<PhaseName, object>,
});

export const Block = builder.enumType("Block", {
  description: "Group of schools that are compared with one another.",
  values: {
    PRIMARY: anyone("State-funded: primary, and middle deemed primary."),
    SECONDARY: anyone("State-funded: secondary, and middle deemed secondary."),
    ALL_THROUGH: anyone("State-funded: all-through."),
    SPECIAL: anyone("State-funded: special."),
    ALTERNATIVE_PROVISION: anyone("State-funded: alternative provision."),
  } satisfies Record<BlockName, object>,
});

export const SchoolStatus = builder.enumType("SchoolStatus", {
  description: "Status of a school in the register.",
  values: {
    OPEN: anyone("Open."),
    OPEN_PROPOSED_TO_CLOSE: anyone("Open, but proposed to close."),
    CLOSED: anyone("Closed."),
    PROPOSED_TO_OPEN: anyone("Proposed to open."),
  } satisfies Record<StatusName, object>,
});

export const Region = builder.enumType("Region", {
  description: "One of the nine regions of England.",
  values: {
    NORTH_EAST: { ...anyone("North East."), value: "North East" },
    NORTH_WEST: { ...anyone("North West."), value: "North West" },
    YORKSHIRE_AND_THE_HUMBER: { ...anyone("Yorkshire and the Humber."), value: "Yorkshire and the Humber" },
    EAST_MIDLANDS: { ...anyone("East Midlands."), value: "East Midlands" },
    WEST_MIDLANDS: { ...anyone("West Midlands."), value: "West Midlands" },
    EAST_OF_ENGLAND: { ...anyone("East of England."), value: "East of England" },
    LONDON: { ...anyone("London."), value: "London" },
    SOUTH_EAST: { ...anyone("South East."), value: "South East" },
    SOUTH_WEST: { ...anyone("South West."), value: "South West" },
  } satisfies Record<string, { value: RegionName; description: string }>,
});
