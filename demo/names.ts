// Invented names of places, from old word parts, and of schools, streets and trusts.
import type { Sector } from "./establishment.js";
import type { Random } from "./random.js";
import type { Religion, SchoolType } from "./vocabulary.js";

const beginnings =
  "Aller Amber Arkle Barrow Beck Birch Bramble Brindle Cald Carrow Chal Clover Copper Crane Dapple Dern Dray Elder Ember Fallow Farn Fenner Flax Gorse Grindle Hazel Heather Hollow Ivel Juniper Kestrel Lark Linden Marl Merrow Moss Nettle Oaken Otter Pendle Plover Quill Rook Rowan Rush Sallow Sedge Skell Sorrel Tansel Teasel Thorle Umber Vetch Wether Whin Willow Wren Yarrow".split(
    " ",
  );
const endings =
  "acre beck bourne brook bury by combe cote dale den edge fell field ford gate grove ham hatch haven hill holme hurst leigh ley low marsh mere mouth ness over ridge shaw stead stoke stow thorpe ton wade well wick worth wold".split(
    " ",
  );
const prefixes = ["Great", "Little", "Upper", "Nether", "North", "South", "East", "West", "Old", "Long"];
// Names that only a reader of Windows-1252 reads correctly.
const rareNames = ["École Merrowmere", "Val-à-Larkby", "Bramble’s Edge"];
const rareEvery = 250;
const streets = ["Lane", "Road", "Street", "Way", "Rise", "Avenue", "Close", "Drive"];
const saints = "Aldric Bede Cuthwin Elfleda Hild Mildgyth Oswyn Werburga".split(" ");
const themes = "Beacon Bridge Compass Harbour Horizon Lantern Meadow Orchard Summit Weaver".split(" ");

const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);

export function placeName(random: Random): string {
  const place = capital(`${random.pick(beginnings)}${random.pick(endings)}`);
  return random.chance(0.12) ? `${random.pick(prefixes)} ${place}` : place;
}

export const streetName = (random: Random): string => `${random.pick(beginnings)} ${random.pick(streets)}`;

export function trustName(random: Random, multiple: boolean): string {
  if (!multiple) return `${placeName(random)} Academy Trust`;
  return `The ${random.pick(beginnings)} ${random.pick(themes)} ${random.pick(["Learning", "Academies", "Education", "Multi-Academy"])} Trust`;
}

interface SchoolKind {
  sector: Sector;
  type: SchoolType;
  religion: Religion;
  ages: readonly [number, number];
}

/** `nth` counts the schools: three of every 250 have names that need the right encoding. */
export function schoolName(random: Random, place: string, school: SchoolKind, nth: number): string {
  const start = rareNames[nth % rareEvery] ?? startOfName(random, place, school.religion);
  return `${start} ${endOfName(random, school)}`;
}

function startOfName(random: Random, place: string, religion: Religion): string {
  switch (religion) {
    case "catholic":
      return `St ${random.pick(saints)}'s Catholic`;
    case "anglican":
      return random.chance(0.5) ? `${place} Church of England` : `St ${random.pick(saints)}'s CofE`;
    case "muslim":
      return `${place} Islamic`;
    case "jewish":
      return `${place} Jewish`;
    default:
      return random.chance(0.3) ? `${place} ${random.pick(themes)}` : place;
  }
}

function endOfName(random: Random, { sector, type, ages: [low, high] }: SchoolKind): string {
  const school = type.academy && random.chance(0.45) ? "Academy" : "School";
  switch (sector) {
    case "primary":
      if (low >= 9 || high === 12 || high === 13) return `Middle ${school}`;
      if (high <= 7) return `Infant ${school}`;
      if (low >= 7) return `Junior ${school}`;
      return `${type.name === "Community school" && random.chance(0.4) ? "Community Primary" : "Primary"} ${school}`;
    case "secondary":
      if (type.name === "University technical college") return "UTC";
      if (type.name === "Studio schools") return "Studio School";
      if (high === 13) return `Middle ${school}`;
      return random.chance(0.4) ? `High ${school}` : school;
    case "alternative":
      return random.pick(["Centre", "Pupil Referral Unit", `${school} (Alternative Provision)`]);
    case "nursery":
      return "Nursery School";
    case "post16":
      return type.academy ? "Sixth Form" : "College";
    case "independent":
      return random.chance(0.5) ? "Preparatory School" : "College School";
    default:
      return school;
  }
}
