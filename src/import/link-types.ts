// The types of links in the register, and how each joins two schools.
import { type Labels, labels } from "./labels.js";

/** How a school continues another. */
export type LinkKind = "ORDINARY" | "MERGED" | "AMALGAMATED" | "SPLIT";

export type LinkType =
  | { readonly direction: "predecessor" | "successor"; readonly kind: LinkKind }
  /** One lineage, although neither school is named as the successor. */
  | { readonly direction: "none" };

/** Null for links of schools that do not continue each other. */
export const linkTypes: Labels<LinkType | null> = labels<LinkType | null>({
  Predecessor: { direction: "predecessor", kind: "ORDINARY" },
  "Predecessor - merged": { direction: "predecessor", kind: "MERGED" },
  "Predecessor - amalgamated": { direction: "predecessor", kind: "AMALGAMATED" },
  "Predecessor - Split School": { direction: "predecessor", kind: "SPLIT" },
  Successor: { direction: "successor", kind: "ORDINARY" },
  "Successor - merged": { direction: "successor", kind: "MERGED" },
  "Successor - amalgamated": { direction: "successor", kind: "AMALGAMATED" },
  "Successor - Split School": { direction: "successor", kind: "SPLIT" },
  "Result of Amalgamation": { direction: "none" },
  Closure: null,
  Expansion: null,
  "Merged - change in age range": null,
  "Merged - expansion in school capacity and changer in age range": null,
  "Merged - expansion of school capacity": null,
  Other: null,
  "Sixth Form Centre Link": null,
  "Sixth Form Centre School": null,
});
