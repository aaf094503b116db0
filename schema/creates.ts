// Mutations that create something. A client that repeats one with the same idempotency key creates nothing twice.
import { once } from "../src/access/idempotency.js";
import { refuse } from "../src/errors.js";
import { builder } from "./builder.js";
import type { Context } from "./context.js";

type Fields = Parameters<Parameters<typeof builder.inputType>[1]["fields"]>[0];
type Resolve = (root: object, args: { input: Record<string, unknown> }, context: Context, info: object) => unknown;

const keyField = (t: Fields) =>
  t.string({
    description:
      "A text that names this request: 16 to 255 printable ASCII characters without spaces; use a random UUID. Repeat the request with the same key and input if you got no answer: it is done once, and returns the first answer. Kept for at least 24 hours. The header `Idempotency-Key` is the same, in a request with one mutation.",
  });

/** As `builder.relayMutationField`, with an optional `idempotencyKey` in the input, which the resolver does not see. */
export const creates = ((name, input, { resolve, ...field }, payload) => {
  const { inputFields, ...inputOptions } = input as { inputFields: (t: Fields) => object };
  return builder.relayMutationField(
    name,
    { ...inputOptions, inputFields: (t: Fields) => ({ ...inputFields(t), idempotencyKey: keyField(t) }) } as never,
    { ...field, resolve: doneOnce(name, resolve as never) } as never,
    payload,
  ) as never;
}) as typeof builder.relayMutationField;

const doneOnce =
  (operation: string, resolve: Resolve): Resolve =>
  async (root, { input: { idempotencyKey = null, ...input } }, context, info) => {
    const header = context.idempotencyKey;
    if (header !== null && idempotencyKey !== null && header !== idempotencyKey)
      refuse("idempotencyKey: the header Idempotency-Key has another one. Send one of them.");
    const key = (idempotencyKey as string | null) ?? header;
    if (key === null) return resolve(root, { input }, context, info);
    const worker = workerOutside(context);
    for (;;) {
      try {
        return await once(context.database, context.viewer, { key, operation, input }, async (database) =>
          resolve(root, { input }, { ...context, database, ...worker }, info),
        );
      } catch (fault) {
        if (!(fault instanceof NeedsWorker)) throw fault;
        await fault.wait();
      }
    }
  };

/** Thrown to undo a transaction, do the work outside it, and begin again: a worker sees nothing of a transaction. */
class NeedsWorker {
  constructor(readonly wait: () => Promise<unknown>) {}
}

/** What waits for workers, done outside the transaction, once for each request. */
function workerOutside({ database, freeze, compare }: Context): Pick<Context, "freeze" | "compare"> {
  const done = new Map<string, unknown>();
  const outside =
    <Request, Result>(name: string, work: (database: Context["database"], request: Request) => Promise<Result>) =>
    async (_transaction: object, request: Request): Promise<Result> => {
      const key = JSON.stringify([name, request]);
      if (done.has(key)) return done.get(key) as Result;
      throw new NeedsWorker(async () => done.set(key, await work(database, request)));
    };
  return { freeze: outside("freeze", freeze), compare: outside("compare", compare) };
}
