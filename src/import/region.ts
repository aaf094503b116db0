// The nine regions, from the names that different files use for them and for their parts.
export const regions = [
  "North East",
  "North West",
  "Yorkshire and the Humber",
  "East Midlands",
  "West Midlands",
  "East of England",
  "London",
  "South East",
  "South West",
] as const;
export type Region = (typeof regions)[number];

/** One of the nine, from names such as `North West B`, `London East` or `South and West Yorkshire`; else null. */
export function regionOf(published: string | null): Region | null {
  const text = published?.toLowerCase() ?? "";
  if (text.includes("london")) return "London";
  if (text.includes("yorkshire")) return "Yorkshire and the Humber";
  return regions.find((name) => text.startsWith(name.toLowerCase())) ?? null;
}
