// An invented directory, and what searches of it must find: spellings as the register and people have them.
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { type Cells, csv, giasRow, write } from "./files.js";

const schools: Readonly<Record<number, Cells>> = {
  990001: { EstablishmentName: "St Mary's Primary School", Town: "Bexcombe", Postcode: "QX1 2CD" },
  990002: { EstablishmentName: "St. Mary's Catholic School", Town: "Harrowmere", Postcode: "QX12 3EF" },
  990003: { EstablishmentName: "Saint Mary's Infant School", Town: "Bexcombe", Postcode: "QX2 2AA" },
  990004: { EstablishmentName: "St Marys Church of England Junior School", Town: "Dunhollow" },
  990005: { EstablishmentName: "St Mary’s R.C. High School", Town: "Dunhollow" },
  990006: { EstablishmentName: "Westward Primary School", Town: "Stapleford Marsh", Postcode: "QX1 9ZZ" },
  990007: { EstablishmentName: "Queen Elizabeth's Grammar School", Town: "Harrowmere" },
  990008: { EstablishmentName: "Queen Elizabeth II High School", Town: "Dunhollow" },
  990009: { EstablishmentName: "Co-op Academy Bexcombe", Town: "Bexcombe" },
  990010: { EstablishmentName: "The Co-operative Academy of Harrowmere", Town: "Harrowmere" },
  990011: { EstablishmentName: "Coop Academy Fenwick Road", Town: "Dunhollow" },
  990012: { EstablishmentName: "Holy Trinity CofE Primary School", Town: "Wexley" },
  990013: { EstablishmentName: "Holy Trinity C of E (VA) Primary School", Town: "Dunhollow" },
  990014: { EstablishmentName: "Holy Trinity C.E. Primary School", Town: "Bexcombe" },
  990015: { EstablishmentName: "Holy Trinity Church of England Academy", Town: "Harrowmere" },
  990016: { EstablishmentName: "Holy Trinity CEVA First School", Town: "Wexley" },
  990017: { EstablishmentName: "Holy Cross Roman Catholic Primary School", Town: "Wexley" },
  990018: { EstablishmentName: "Holy Cross RC College", Town: "Bexcombe" },
  990019: { EstablishmentName: "SS Peter & Paul's Catholic Primary", Town: "Harrowmere" },
  990020: { EstablishmentName: "St Peter and St Paul School", Town: "Wexley" },
  990021: { EstablishmentName: "Brindley Vale Academy", Town: "Stoke-on-Trent", Postcode: "QW1A 2BB" },
  990022: { EstablishmentName: "Larkhill All-Through School", Town: "Wexley" },
  990023: { EstablishmentName: "École Élémentaire Renoir", Town: "Wexley" },
  990024: { EstablishmentName: "D'Arcy O’Neill School", Town: "Wexley" },
  990025: { EstablishmentName: "Wexley Green School", Town: "Bexcombe" },
  990026: { EstablishmentName: "Marlfield School", Town: "Dunhollow", "DistrictAdministrative (name)": "Wexley Vale" },
  990027: { EstablishmentName: "Oak Lodge", Town: "Dunhollow" },
  990028: { EstablishmentName: "Oakfield School", Town: "Dunhollow" },
  990029: { EstablishmentName: "Acorn Oaks School", Town: "Dunhollow" },
  990030: {
    EstablishmentName: "Tower School",
    Town: "St Anselm's",
    "LA (name)": "Fernshire, County of",
    "LA (code)": 999,
  },
  990031: { EstablishmentName: "J.F.S. College", Town: "Dunhollow", EstablishmentNumber: 4567, "LA (code)": 998 },
};

const stMarys = [990003, 990001, 990004, 990005, 990002];
const coOps = [990009, 990011, 990010];
const holyTrinities = [990013, 990014, 990016, 990015, 990012];

/** Search -> the URNs of all schools that it finds, best first; equal ones by name. */
export const searches: readonly (readonly [text: string, urns: readonly number[]])[] = [
  // Saint
  ["St Mary's", stMarys],
  ["St. Mary's", stMarys],
  ["saint marys", stMarys],
  ["ST MARY’S", stMarys],
  ["St Mary", stMarys], // and not Westward Primary
  ["school mary saint", stMarys],
  ["st", [990003, 990001, 990004, 990005, 990020, 990002, 990021, 990030, 990006]],
  ["st anselms", [990030]],
  ["saints peter", [990019]],
  // Church of England, Roman Catholic
  ["Holy Trinity CofE", holyTrinities],
  ["Holy Trinity C of E", holyTrinities],
  ["Holy Trinity C.E.", holyTrinities],
  ["holy trinity church of eng", holyTrinities],
  ["CE primary holy trinity", [990013, 990014, 990012]],
  ["Holy Cross RC", [990018, 990017]],
  ["holy cross r.c. college", [990018]],
  ["Holy Cross Roman Catholic", [990018, 990017]],
  // And, apostrophes, hyphens, accents, points
  ["Peter & Paul", [990020, 990019]],
  ["coop", coOps],
  ["Co-op Academy", coOps],
  ["Stoke-on-Trent", [990021]],
  ["stoke on tr", [990021]],
  ["allthrough", [990022]],
  ["queen elizabeths", [990007]],
  ["queen elizabeth", [990008, 990007]],
  ["darcy oneill", [990024]],
  ["ECOLE élémentaire", [990023]],
  ["J.F.S.", [990031]],
  // Whole words first, then beginnings, towns, other places
  ["oak", [990027, 990029, 990028]],
  ["wexley", [990025, 990024, 990023, 990017, 990016, 990012, 990022, 990020, 990026]],
  ["primary bexcombe", [990014, 990001]],
  // Words that many schools have
  [
    "school",
    [
      990029, 990024, 990017, 990013, 990014, 990016, 990012, 990022, 990026, 990028, 990008, 990007, 990003, 990001,
      990004, 990005, 990020, 990002, 990030, 990006, 990025,
    ],
  ],
  // Postcodes and numbers
  ["qx12cd", [990001]],
  ["QX1 9", [990006]],
  ["QX1", [990001, 990006]],
  ["QW1", [990021]],
  ["990027", [990027]],
  ["998/4567", [990031]],
  // Misspelt
  ["Quen Elizabet", [990008, 990007]],
  ["Holy Trinty Wexley", [990016, 990012]],
];

export async function importDirectory(database: Database): Promise<void> {
  const columns = { ...giasRow, Town: "", Postcode: "", "DistrictAdministrative (name)": "" };
  const rows = Object.entries(schools).map(([urn, cells], index) => ({
    URN: urn,
    EstablishmentNumber: 2001 + index,
    "LA (code)": 997,
    "LA (name)": "Quarrshire",
    ...cells,
  }));
  await importFiles(database, { gias: write("searches.csv", csv(columns, rows)) });
}
