// Makes random numbers and the clock the same in both servers for the same request, so that new ids, keys and times are
// equal.
import { AsyncLocalStorage } from "node:async_hooks";
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { mock } from "node:test";

interface Draws {
  readonly seed: string;
  count: number;
}

/** One sequence per request, because concurrent requests draw in no fixed order. */
const drawing = new AsyncLocalStorage<Draws>();

/** Earlier than the future dates in generated requests. */
const start = Date.UTC(2026, 11, 1);
const secondsBetweenSteps = 1;

/** Call once per process, after filling its database. Outside `asRequest`, random numbers stay random. */
export function makeRepeatable(): void {
  const { randomBytes, randomUUID } = crypto;
  const bytes = (size: number) => drawn(size) ?? randomBytes(size);
  const id = (...given: Parameters<typeof randomUUID>) => {
    const random = drawn(16);
    return random ? uuidOf(random) : randomUUID(...given);
  };
  Object.assign(crypto, { randomBytes: bytes, randomUUID: id });
  syncBuiltinESMExports();
  mock.timers.enable({ apis: ["Date"], now: start });
}

/** Sets the clock, also that of the embedded database; it stands still until the next step. */
export const beginStep = (number: number): void => mock.timers.setTime(start + number * secondsBetweenSteps * 1000);

/** @param seed determines all random numbers drawn in `answer` */
export const asRequest = <Value>(seed: string, answer: () => Value): Value => drawing.run({ seed, count: 0 }, answer);

/** Null outside a request. */
function drawn(size: number): Buffer | null {
  const draws = drawing.getStore();
  if (!draws) return null;
  return crypto
    .createHash("shake256", { outputLength: size })
    .update(`${draws.seed} ${draws.count++}`)
    .digest();
}

function uuidOf(random: Buffer): string {
  random[6] = (random.readUInt8(6) & 0x0f) | 0x40;
  random[8] = (random.readUInt8(8) & 0x3f) | 0x80;
  return random.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
