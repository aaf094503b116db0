// What commands share: configuration, the open database, a signal that Ctrl-C aborts, and progress.
import { type Config, readConfig } from "../config.js";
import type { Database } from "../database/database.js";
import { type OpenDatabase, openDatabase, openForReading } from "../database/open.js";
import { indexForSearch } from "../import/search-index.js";
import { type ProgressDisplay, showProgress } from "./progress.js";

export interface Interruptible {
  /** Aborts on the first Ctrl-C or SIGTERM; a second Ctrl-C ends the process at once. */
  readonly signal: AbortSignal;
  readonly progress: ProgressDisplay;
}

export interface Session extends Interruptible {
  readonly config: Config;
  readonly database: Database;
}

/** A session whose database can be shared with another thread. */
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
