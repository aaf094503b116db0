// Prisma batches all reads by key of one event-loop turn into one statement, across requests, and runs it in the
// context of the first. A statement ends with its request (see stoppable.ts), so requests may not share one.
import { AsyncLocalStorage } from "node:async_hooks";
import type { PrismaClient } from "./generated/client.js";
import { currentRequest } from "./stoppable.js";

type Read = object;

/** Internals of Prisma: with a version that lacks them, opening a database fails. */
interface Internals {
  readonly _requestHandler: {
    readonly dataloader: {
      readonly options: {
        batchBy(read: Read): string | undefined;
        singleLoader(read: Read): Promise<unknown>;
        batchLoader(reads: readonly Read[]): Promise<unknown>;
      };
    };
  };
}

const numbers = new WeakMap<AbortSignal, number>();
let last = 0;

export function batchByRequest(prisma: PrismaClient): PrismaClient {
  const { options } = (prisma as unknown as Internals)._requestHandler.dataloader;
  const { batchBy, singleLoader, batchLoader } = options;
  const contexts = new WeakMap<Read, ReturnType<typeof AsyncLocalStorage.snapshot>>();
  const inContextOf = (read: Read, load: () => Promise<unknown>) => (contexts.get(read) ?? run)(load);
  options.batchBy = (read) => {
    const key = batchBy(read);
    if (key === undefined) return key;
    contexts.set(read, AsyncLocalStorage.snapshot());
    return `${numberOf(currentRequest.getStore())} ${key}`;
  };
  options.singleLoader = (read) => inContextOf(read, () => singleLoader(read));
  options.batchLoader = (reads) => inContextOf(reads[0]!, () => batchLoader(reads));
  return prisma;
}

const run = (load: () => Promise<unknown>) => load();

/** 0 outside a request. */
function numberOf(request: AbortSignal | undefined): number {
  if (!request) return 0;
  const number = numbers.get(request) ?? ++last;
  numbers.set(request, number);
  return number;
}
