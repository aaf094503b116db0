// What commands that use the database share: configuration, the open database, the signal and progress.
import { type Config, readConfig } from "../config.js";
import type { Database } from "../database/database.js";
import { type OpenDatabase, openDatabase, openForReading } from "../database/open.js";
import { indexForSearch } from "../import/search-index.js";
import { type Interruptible, withSignal } from "./signal.js";

export interface Session extends Interruptible {
  readonly config: Config;
  readonly database: Database;
}

/** A session whose database can be shared with another thread. */
export interface OpenSession extends Session {
  readonly database: OpenDatabase;
}

/**
 * Opens the database, runs `work`, and always closes the database, so that the next process can use it. If the embedded
 * database crashes, the signal aborts and closing throws the cause, whatever `work` returned.
 */
export function withSession<T>(work: (session: OpenSession) => Promise<T>): Promise<T> {
  const config = readConfig();
  return withSignal(async (interruptible) => {
    const database = await openDatabase(config);
    const crash = new AbortController();
    void database.crashed.then((error) => crash.abort(error));
    const signal = AbortSignal.any([interruptible.signal, crash.signal]);
    try {
      await indexForSearch(database);
      return await work({ config, database, ...interruptible, signal });
    } finally {
      interruptible.progress.end();
      await database.close();
    }
  });
}

/** For commands that only read: if another process has the embedded database open, they read through that process. */
export function withReadingSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const config = readConfig();
  return withSignal(async (interruptible) => {
    const database = await openForReading(config);
    try {
      return await work({ config, database, ...interruptible });
    } finally {
      interruptible.progress.end();
      await database.close();
    }
  });
}
