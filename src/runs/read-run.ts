// Reads a run for a job, which has no viewer.
import type { Sql } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { KindredError } from "../errors.js";

/** What a run is made of. @throws KindredError NOT_FOUND */
export const readRun = (sql: Sql, id: string) =>
  build(sql)
    .selectFrom("run")
    .innerJoin("population", "population.id", "run.populationId")
    .select(["strategy", "version", "parameters", "constraints", "completedAt"])
    .select(["populationId", "baseYear", "circumstancesYear"])
    .where("run.id", "=", id)
    .executeTakeFirstOrThrow(() => new KindredError("NOT_FOUND", `Run ${id} cannot be found.`));
