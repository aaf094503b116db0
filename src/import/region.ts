// The nine regions, from the names that different files use for them and for their parts.
const otherRegions = [
  "North East",
  "North West",
  "East Midlands",
  "West Midlands",
  "East of England",
  "South East",
  "South West",
] as const;

/** One of the nine, from names such as `North West B`, `London East` or `South and West Yorkshire`; else null. */
export function regionOf(published: string | null): string | null {
  const text = published?.toLowerCase() ?? "";
  if (text.includes("london")) return "London";
  if (text.includes("yorkshire")) return "Yorkshire and the Humber";
  return otherRegions.find((name) => text.startsWith(name.toLowerCase())) ?? null;
}
