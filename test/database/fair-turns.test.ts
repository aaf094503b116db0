import { describe, expect, it } from "vitest";
import { fairTurns } from "../../src/database/fair-turns.js";

/** Work that ends when it is told to, and a record of what has started. */
function workshop() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    started.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { started, work, end };
}

describe("fair turns", () => {
  it("lets an asker with one piece of work go before the second piece of another", async () => {
    const { started, work, end } = workshop();
    const turns = fairTurns(1);
    for (const name of ["a1", "a2", "a3"]) void turns.take("a", work(name));
    void turns.take("b", work("b1"));
    await end("a1");
    await end(started[1] ?? "");
    expect(started).toEqual(["a1", "a2", "b1"]);
  });

  it("runs at most as many pieces at once as there are places, and of one asker as it may have", async () => {
    const { started, work, end } = workshop();
    const turns = fairTurns(3, 2);
    for (const name of ["a1", "a2", "a3"]) void turns.take("a", work(name));
    for (const name of ["b1", "b2"]) void turns.take("b", work(name));
    expect(started).toEqual(["a1", "a2", "b1"]);
    await end("a2");
    expect(started).toEqual(["a1", "a2", "b1", "a3"]);
  });

  it("goes on after work that fails, and gives its error to who asked", async () => {
    const turns = fairTurns(1);
    await expect(turns.take("a", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await turns.take("b", async () => "next")).toBe("next");
  });
});
