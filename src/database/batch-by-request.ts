// Prisma joins the reads by key of one turn of the event loop in one statement, whoever makes them, and runs it in the
// context of the first. A statement ends with its request (see stoppable.ts), so each request gets statements of its own.
import { AsyncLocalStorage } from "node:async_hooks";
import type { PrismaClient } from "./generated/client.js";
import { requestAtWork } from "./stoppable.js";

type Read = object;

/** Prisma's own, by no published name: a version that lacks it fails when a database is opened. */
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
    return `${numberOf(requestAtWork.getStore())} ${key}`;
  };
  options.singleLoader = (read) => inContextOf(read, () => singleLoader(read));
  options.batchLoader = (reads) => inContextOf(reads[0]!, () => batchLoader(reads));
  return prisma;
}

const run = (load: () => Promise<unknown>) => load();

/** 0 outside of requests. */
function numberOf(request: AbortSignal | undefined): number {
  if (!request) return 0;
  const number = numbers.get(request) ?? ++last;
  numbers.set(request, number);
  return number;
}
