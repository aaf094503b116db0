// The nine regions, from the names that different files give them and their parts.
const nine = [
  "North East",
  "North West",
  "East Midlands",
  "West Midlands",
  "East of England",
  "South East",
  "South West",
] as const;

/** One of the nine, of `North West B`, `London East`, `South and West Yorkshire`, `Yorkshire and The Humber`, …; else null. */
export function regionOf(published: string | null): string | null {
  const text = published?.toLowerCase() ?? "";
  if (text.includes("london")) return "London";
  if (text.includes("yorkshire")) return "Yorkshire and the Humber";
  return nine.find((name) => text.startsWith(name.toLowerCase())) ?? null;
}
