// The databases that requests are answered from, by who asks.
import type { Config } from "../config.js";
import type { Database } from "./database.js";

export interface Serving {
  /** For clients with an identity, and to look up who asks. */
  readonly clients: Database;
  /** For anyone and Ofsted. */
  readonly public: Database;
  close(): Promise<void>;
}

/** @param database the one that is open; it stays open when the serving ones close */
export async function openServing(
  _config: Pick<Config, "publicDatabaseUrl" | "surface">,
  database: Database,
): Promise<Serving> {
  return servingOn(database);
}

export const servingOn = (database: Database): Serving => ({
  clients: database,
  public: database,
  close: async () => {},
});
