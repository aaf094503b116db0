// Notices that the engine crashed. PGlite swallows a trap and answers with no rows, then never again: a read would find
// nothing and a write be believed done.
import type { PGlite } from "@electric-sql/pglite";

interface Internals {
  readonly POSTGRES_MAIN_LONGJMP: number;
  readonly mod: { _PostgresMainLoopOnce(): void };
}

/** @param crashed called in the middle of the statement, before anything is answered: it must end the thread */
export function watchEngine(pglite: PGlite, crashed: (fault: unknown) => void): void {
  const { mod, POSTGRES_MAIN_LONGJMP: statementFailed } = pglite as unknown as Internals;
  const loopOnce = mod._PostgresMainLoopOnce;
  mod._PostgresMainLoopOnce = () => {
    try {
      loopOnce();
    } catch (fault) {
      if ((fault as { status?: unknown }).status !== statementFailed) crashed(fault);
      throw fault;
    }
  };
}
