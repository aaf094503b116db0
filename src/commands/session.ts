// What every command needs: configuration, the open database, a signal that Ctrl-C aborts, progress.
import { type Config, readConfig } from "../config.js";
import type { Database } from "../database/database.js";
import { type OpenDatabase, openDatabase, openForReading } from "../database/open.js";
import { indexForSearch } from "../import/search-index.js";
import { type Progress, showProgress } from "./progress.js";

export interface Interruptible {
  /** Aborts on the first Ctrl-C or SIGTERM; a second Ctrl-C ends the process at once. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

export interface Session extends Interruptible {
  readonly config: Config;
  readonly database: Database;
}

/** Its database can be shared with another thread. */
export interface OpenSession extends Session {
  readonly database: OpenDatabase;
}

export async function withSignal<T>(work: (interruptible: Interruptible) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const progress = showProgress();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    return await work({ signal: controller.signal, progress });
  } finally {
    progress.end();
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

/**
 * Opens, works, and closes whatever happens, so that the next start finds a database that it can use. Where the embedded
 * database crashes, the signal aborts and what it crashed of is thrown, whatever became of the work.
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

/** For commands that only read: while another process has the embedded database open, it is read through that one. */
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
