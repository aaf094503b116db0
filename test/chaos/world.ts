// The schools of the chaos tests: enough variety for peers, targets and partners.
import type { Database } from "../../src/database/database.js";
import { insertWorld } from "../population/world.js";

export const year = "2022/23";

export async function insertSchools(database: Database, schools: number): Promise<void> {
  const world = Array.from({ length: schools }, (_, index) => ({
    urn: 100_001 + index,
    trust: 5000 + (index % 300),
    absence: { [year]: `${4 + (index % 71) / 10}` },
    census: { [year]: { roll: 100 + (index % 400), fsm: `${1 + ((index * 7) % 613) / 10}` } },
    easting: 300_000 + (index % 90) * 2000,
    northing: 300_000 + Math.floor(index / 90) * 2000,
  }));
  await insertWorld(database, world);
}
