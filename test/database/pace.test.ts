import { expect, it } from "vitest";
import { pace } from "../../src/database/embedded/pace.js";

/** A clock that only work and pauses advance. */
function setUp() {
  let time = 0;
  const pauses: number[] = [];
  const paced = pace(
    () => time,
    async (milliseconds) => {
      pauses.push(milliseconds);
      time += milliseconds;
    },
  );
  const work = (milliseconds: number) => async () => {
    time += milliseconds;
  };
  return { paced, pauses, work, pass: (milliseconds: number) => void work(milliseconds)() };
}

it("jobs pause as long as their last work took while there are requests, even if it failed", async () => {
  const { paced, pauses, work } = setUp();
  paced.requested();
  await paced.background(work(300));
  const failing = async () => {
    await work(200)();
    throw new Error("broken");
  };
  await expect(paced.background(failing)).rejects.toThrow("broken");
  await paced.background(work(1));
  expect(pauses).toEqual([300, 200]);
});

it("jobs pause less by the time that has passed, and not at all without a recent request", async () => {
  const { paced, pauses, work, pass } = setUp();
  paced.requested();
  await paced.background(work(300));
  pass(250);
  await paced.background(work(700));
  await paced.background(work(5));
  expect(pauses).toEqual([50]);
});
