import { expect, it } from "vitest";
import { pace } from "../../src/database/embedded/pace.js";

/** A clock that stands still but for work and rests. */
function setUp() {
  let time = 0;
  const rests: number[] = [];
  const paced = pace(
    () => time,
    async (milliseconds) => {
      rests.push(milliseconds);
      time += milliseconds;
    },
  );
  const work = (milliseconds: number) => async () => {
    time += milliseconds;
  };
  return { paced, rests, work, pass: (milliseconds: number) => void work(milliseconds)() };
}

it("jobs rest as long as their last work took while requests come, however it ended", async () => {
  const { paced, rests, work } = setUp();
  paced.requested();
  await paced.background(work(300));
  const failing = async () => {
    await work(200)();
    throw new Error("broken");
  };
  await expect(paced.background(failing)).rejects.toThrow("broken");
  await paced.background(work(1));
  expect(rests).toEqual([300, 200]);
});

it("jobs rest the less for what has passed since, and not at all where no request came lately", async () => {
  const { paced, rests, work, pass } = setUp();
  paced.requested();
  await paced.background(work(300));
  pass(250);
  await paced.background(work(700));
  await paced.background(work(5));
  expect(rests).toEqual([50]);
});
