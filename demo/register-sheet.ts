// The register (edubasealldata.csv) and its links, as Get Information About Schools publishes them.
import { registerDate } from "./calendar.js";
import type { England, Establishment, Sector } from "./establishment.js";
import { register, registerLinks, writeSheet } from "./sheet.js";
import { admissionPolicies, landscapes, registerPhases, religions } from "./vocabulary.js";

type Code = readonly [code: string, name: string];

const statuses: Record<Establishment["status"], Code> = {
  open: ["1", "Open"],
  closed: ["2", "Closed"],
  closing: ["3", "Open, but proposed to close"],
  proposed: ["4", "Proposed to open"],
};
const genders: Record<Establishment["gender"], string> = { Boys: "1", Girls: "2", Mixed: "3" };
const notApplicable: Code = ["0", "Not applicable"];

/** The columns in published order; a name ending in '*' means two columns, (code) and (name). */
const columns: Record<string, (school: Establishment) => string | number | Code> = {
  URN: ({ urn }) => urn,
  "LA*": ({ la }) => [String(la.code), la.name],
  EstablishmentNumber: ({ number }) => number,
  EstablishmentName: ({ name }) => name,
  "TypeOfEstablishment*": ({ type }) => [type.code, type.name],
  "EstablishmentTypeGroup*": ({ type }) => type.group,
  "EstablishmentStatus*": ({ status }) => statuses[status],
  OpenDate: ({ opened }) => registerDate(opened),
  CloseDate: ({ closed }) => registerDate(closed),
  "PhaseOfEducation*": ({ phase }) => registerPhases[phase],
  StatutoryLowAge: ({ ages }) => ages[0],
  StatutoryHighAge: ({ ages }) => ages[1],
  "Boarders (name)": () => "No boarders",
  "NurseryProvision (name)": ({ ages, sector }) => nurseryOf(ages[0], sector),
  "OfficialSixthForm*": ({ ages, sector }) => sixthFormOf(ages[1], sector),
  "Gender*": ({ gender }) => [genders[gender], gender],
  "ReligiousCharacter*": ({ religion }) => religions[religion],
  "AdmissionsPolicy*": ({ admissions }) => admissionPolicies[admissions],
  SchoolCapacity: ({ figures }) => 30 * Math.ceil((figures.roll * 1.08) / 30),
  NumberOfPupils: ({ figures, status }) => (status === "proposed" ? "" : figures.roll),
  PercentageFSM: () => "",
  "TrustSchoolFlag*": trustFlag,
  "Trusts*": ({ trust }) => [trust?.code ?? "", trust?.name ?? ""],
  UKPRN: () => "",
  Street: ({ street }) => street,
  Locality: () => "",
  Address3: () => "",
  Town: ({ town }) => town,
  "County (name)": () => "",
  Postcode: ({ postcode }) => postcode,
  SchoolWebsite: ({ urn }) => `www.school-${urn}.example`,
  "GOR*": ({ la }) => [la.region.gor, la.region.name],
  "DistrictAdministrative*": ({ la }) => ["", la.name],
  "UrbanRural*": ({ landscape }) => landscapes[landscape],
  Easting: ({ easting }) => easting,
  Northing: ({ northing }) => northing,
  "TypeOfResourcedProvision (name)": () => "",
};

const header = Object.keys(columns).flatMap((name) =>
  name.endsWith("*") ? [`${name.slice(0, -1)} (code)`, `${name.slice(0, -1)} (name)`] : name,
);
const cellsOf = (school: Establishment) => Object.values(columns).flatMap((column) => column(school));

function nurseryOf(low: number, sector: Sector): string {
  if (sector !== "primary" && sector !== "allThrough" && sector !== "nursery") return "Not applicable";
  return low < 4 ? "Has Nursery Classes" : "No Nursery Classes";
}

function sixthFormOf(high: number, sector: Sector): Code {
  if (sector !== "secondary" && sector !== "allThrough") return notApplicable;
  return high > 16 ? ["1", "Has a sixth form"] : ["2", "Does not have a sixth form"];
}

function trustFlag({ trust }: Establishment): Code {
  if (!trust) return notApplicable;
  return trust.multiple ? ["3", "Supported by a multi-academy trust"] : ["5", "Supported by a single-academy trust"];
}

export async function writeRegister(path: string, { establishments }: England): Promise<void> {
  await writeSheet(path, register, header, registerRows(establishments));
}

function* registerRows(establishments: readonly Establishment[]) {
  for (const school of establishments) yield cellsOf(school);
  // Invalid rows: a URN of letters, a negative number of pupils, a place off the map, a repeated school.
  const last = establishments.at(-1)!;
  const invalid = (change: Partial<Establishment>) => cellsOf({ ...last, urn: last.urn + 1000, ...change });
  yield invalid({}).map((cell, i) => (i === 0 ? "8OO123" : cell));
  yield invalid({ figures: { ...last.figures, roll: -3 }, status: "open" });
  yield invalid({ urn: last.urn + 1001, easting: 9_999_999 });
  yield cellsOf(establishments[0]!);
}

const linkHeader = ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"];

export async function writeLinks(path: string, { links }: England): Promise<void> {
  await writeSheet(path, registerLinks, linkHeader, linkRows(links));
}

function* linkRows(links: England["links"]) {
  for (const { from, to, type, date } of [...links].sort((a, b) => a.from.urn - b.from.urn)) {
    const [urn, name] = typeof to === "number" ? [to, `${from.town} School`] : [to.urn, to.name];
    yield [from.urn, urn, name, type, registerDate(date)];
  }
  yield ["12", 800_001, "A URN of two figures", "Predecessor", ""];
}
