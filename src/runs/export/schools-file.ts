// The population of a run as CSV.
import { keptColumns, type Population } from "../../population/population.js";
import { csvLine } from "../../table/csv-line.js";

const facts = ["urn", "block", "eligible", "reference", "lineage", "region", "trust", "selective"] as const;
const coordinates = ["easting", "northing"] as const;

/** A row for each school, ascending by URN; an empty cell is missing. Units: see `PopulationColumns`. */
export function* schoolsAsCsv(population: Population): Generator<string> {
  const columns = keptColumns(population);
  yield csvLine([...facts, ...coordinates, ...columns]);
  for (let row = 0; row < population.size; row++) {
    const numbers = [
      ...coordinates.map((name) => population[name][row]!),
      ...columns.map((name) => population.columns[name][row]!),
    ];
    yield csvLine([
      ...facts.map((name) => population[name][row] ?? ""),
      ...numbers.map((value) => (Number.isNaN(value) ? "" : value)),
    ]);
  }
}
