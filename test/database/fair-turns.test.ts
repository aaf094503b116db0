import { AsyncLocalStorage } from "node:async_hooks";
import { beforeEach, describe, expect, it } from "vitest";
import { fairTurns } from "../../src/database/fair-turns.js";

let started: string[];
let ends: Map<string, () => void>;
let time: number;
beforeEach(() => {
  started = [];
  ends = new Map();
  time = 0;
});
const now = () => time;

const a = {};
const b = {};
const c = {};
const [long, short] = [a, b];
const [early, busy] = [a, b];

const work = (name: string) => () => {
  started.push(name);
  return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
};

/** Ends the named work after so many milliseconds. */
async function end(name: string, milliseconds = 1) {
  await new Promise(setImmediate); // what was called before has started
  time += milliseconds;
  ends.get(name)?.();
  await new Promise(setImmediate);
}

describe("fair turns", () => {
  it("run one caller's only piece of work before the second piece of another", async () => {
    const turns = fairTurns(1, 1, now);
    for (const name of ["a1", "a2", "a3"]) void turns.run(a, work(name));
    void turns.run(b, work("b1"));
    await end("a1");
    await end("b1");
    expect(started).toEqual(["a1", "b1", "a2"]);
  });

  it("run short work until it took as long as another caller's long work, also if it comes one piece at a time", async () => {
    const turns = fairTurns(1, 1, now);
    void turns.run(long, work("long 1"));
    for (const n of [1, 2, 3, 4, 5]) void turns.run(short, work(`short ${n}`));
    await end("long 1", 35);
    void turns.run(long, work("long 2"));
    for (const n of [1, 2, 3, 4]) await end(`short ${n}`, 10);
    expect(started).toEqual(["long 1", "short 1", "short 2", "short 3", "short 4", "long 2"]);
  });

  it("give no credit for idle time", async () => {
    const turns = fairTurns(1, 1, now);
    void turns.run(early, work("early 1"));
    await end("early 1", 5);
    void turns.run(busy, work("busy 1"));
    await end("busy 1", 500);
    void turns.run(busy, work("busy 2"));
    void turns.run(early, work("early 2"));
    void turns.run(early, work("early 3"));
    void turns.run(busy, work("busy 3"));
    await end("busy 2", 1);
    await end("early 2", 3);
    expect(started.slice(3)).toEqual(["early 2", "busy 3"]);
  });

  it("limit the pieces that run at once, in total and per caller", async () => {
    const turns = fairTurns(3, 2, now);
    for (const name of ["a1", "a2", "a3"]) void turns.run(a, work(name));
    for (const name of ["b1", "b2"]) void turns.run(b, work(name));
    await new Promise(setImmediate);
    expect(started).toEqual(["a1", "a2", "b1"]);
    await end("a2");
    expect(started).toEqual(["a1", "a2", "b1", "b2"]);
  });

  it("continue after work that fails, and return its error to its caller", async () => {
    const turns = fairTurns(1, 1, now);
    await expect(turns.run(a, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await turns.run(b, async () => "next")).toBe("next");
  });

  it("run work in its caller's context, also when another caller's end starts it", async () => {
    const context = new AsyncLocalStorage<string>();
    const turns = fairTurns(1, 1, now);
    const contexts: unknown[] = [];
    for (const [name, caller] of Object.entries({ a, b, c })) {
      context.run(name, () => turns.run(caller, async () => contexts.push([name, context.getStore()])));
    }
    await new Promise(setImmediate);
    expect(contexts).toEqual(["a", "b", "c"].map((name) => [name, name]));
  });
});
