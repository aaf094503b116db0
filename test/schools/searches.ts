// An invented directory and the expected results of searches, with spellings as the register and people write them.
import { insertRows } from "../../src/database/bulk.js";
import type { Sql } from "../../src/database/database.js";
import { searchName } from "../../src/import/schools.js";
import { indexForSearch } from "../../src/import/search-index.js";

interface Invented {
  readonly name: string;
  readonly town: string;
  readonly postcode?: string;
  readonly district?: string;
  readonly la_code?: number;
  readonly la_name?: string;
  readonly laestab?: number;
}

const schools: Readonly<Record<number, Invented>> = {
  990001: { name: "St Mary's Primary School", town: "Bexcombe", postcode: "QX1 2CD" },
  990002: { name: "St. Mary's Catholic School", town: "Harrowmere", postcode: "QX12 3EF" },
  990003: { name: "Saint Mary's Infant School", town: "Bexcombe", postcode: "QX2 2AA" },
  990004: { name: "St Marys Church of England Junior School", town: "Dunhollow" },
  990005: { name: "St Mary’s R.C. High School", town: "Dunhollow" },
  990006: { name: "Westward Primary School", town: "Stapleford Marsh", postcode: "QX1 9ZZ" },
  990007: { name: "Queen Elizabeth's Grammar School", town: "Harrowmere" },
  990008: { name: "Queen Elizabeth II High School", town: "Dunhollow" },
  990009: { name: "Co-op Academy Bexcombe", town: "Bexcombe" },
  990010: { name: "The Co-operative Academy of Harrowmere", town: "Harrowmere" },
  990011: { name: "Coop Academy Fenwick Road", town: "Dunhollow" },
  990012: { name: "Holy Trinity CofE Primary School", town: "Wexley" },
  990013: { name: "Holy Trinity C of E (VA) Primary School", town: "Dunhollow" },
  990014: { name: "Holy Trinity C.E. Primary School", town: "Bexcombe" },
  990015: { name: "Holy Trinity Church of England Academy", town: "Harrowmere" },
  990016: { name: "Holy Trinity CEVA First School", town: "Wexley" },
  990017: { name: "Holy Cross Roman Catholic Primary School", town: "Wexley" },
  990018: { name: "Holy Cross RC College", town: "Bexcombe" },
  990019: { name: "SS Peter & Paul's Catholic Primary", town: "Harrowmere" },
  990020: { name: "St Peter and St Paul School", town: "Wexley" },
  990021: { name: "Brindley Vale Academy", town: "Stoke-on-Trent", postcode: "QW1A 2BB" },
  990022: { name: "Larkhill All-Through School", town: "Wexley" },
  990023: { name: "École Élémentaire Renoir", town: "Wexley" },
  990024: { name: "D'Arcy O’Neill School", town: "Wexley" },
  990025: { name: "Wexley Green School", town: "Bexcombe" },
  990026: { name: "Marlfield School", town: "Dunhollow", district: "Wexley Vale" },
  990027: { name: "Oak Lodge", town: "Dunhollow" },
  990028: { name: "Oakfield School", town: "Dunhollow" },
  990029: { name: "Acorn Oaks School", town: "Dunhollow" },
  990030: {
    name: "Tower School",
    town: "St Anselm's",
    la_name: "Fernshire, County of",
    la_code: 999,
  },
  990031: { name: "J.F.S. College", town: "Dunhollow", laestab: 9984567 },
};

const stMarys = [990003, 990001, 990004, 990005, 990002];
const coOps = [990009, 990011, 990010];
const holyTrinities = [990013, 990014, 990016, 990015, 990012];

/** Search -> the URNs of all schools that it finds, best first; ties by name. */
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

/** Adds the invented directory to the database. */
export async function addDirectory(sql: Sql): Promise<void> {
  await sql.query(
    `INSERT INTO source_file (id, kind, name, sha256, bytes, encoding, released_at, rows_read, rows_stored, rows_rejected, rows_skipped)
     VALUES (990000, 'gias', 'searches.csv', 'searches', 1, 'utf-8', '2026-01-01', 31, 31, 0, '{}')`,
  );
  const columns = {
    urn: "int",
    name: "text",
    search_name: "text",
    town: "text",
    postcode: "text",
    district: "text",
    la_code: "int",
    la_name: "text",
    laestab: "int",
    stub: "boolean",
    file_id: "int",
    line: "int",
  };
  const rows = Object.entries(schools).map(([urn, school], index) => ({
    urn: Number(urn),
    la_name: "Quarrshire",
    postcode: undefined,
    district: undefined,
    la_code: undefined,
    laestab: undefined,
    ...school,
    search_name: searchName(school.name),
    stub: false,
    file_id: 990_000,
    line: index + 2,
  }));
  await insertRows(sql, "school", columns, rows);
  await indexForSearch(sql);
}
