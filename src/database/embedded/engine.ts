// Detects a crash of the engine. PGlite swallows the trap, answers that statement with no rows and never answers again:
// a read would appear to find nothing, and a write to succeed.
import type { PGlite } from "@electric-sql/pglite";

interface Internals {
  readonly POSTGRES_MAIN_LONGJMP: number;
  readonly mod: { _PostgresMainLoopOnce(): void };
}

/** @param onCrash called during the statement, before it is answered; must end the thread */
export function watchEngine(pglite: PGlite, onCrash: (fault: unknown) => void): void {
  const { mod, POSTGRES_MAIN_LONGJMP: statementFailed } = pglite as unknown as Internals;
  const loopOnce = mod._PostgresMainLoopOnce;
  mod._PostgresMainLoopOnce = () => {
    try {
      loopOnce();
    } catch (fault) {
      if ((fault as { status?: unknown }).status !== statementFailed) onCrash(fault);
      throw fault;
    }
  };
}
