// Puts rows into a state that the program never moves them to, past the triggers that hold the moves between states.
import type { Database } from "../../src/database/database.js";

/** @param statements without parameters; foreign keys are not checked either */
export const rewind = (database: Database, statements: string): Promise<void> =>
  database.transaction((sql) => sql.script(`SET LOCAL session_replication_role = replica; ${statements}`));
