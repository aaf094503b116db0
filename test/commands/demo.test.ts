// A small demo from beginning to end. Interrupted processes: demo.long.test.ts.
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { layDatabase } from "../support/data-directory.js";
import { kindredHere } from "./kindred.js";

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-demo-"));
  await layDatabase(dataDirectory);
  vi.stubEnv("KINDRED_DATA", dataDirectory);
  vi.stubEnv("DATABASE_URL", "");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(dataDirectory, { recursive: true });
});

interface ListedRun {
  readonly id: string;
  readonly strategy: string;
  readonly baseYear: string;
}

/** Newest first. */
async function runsOf(isWanted: (run: ListedRun) => boolean): Promise<ListedRun[]> {
  const { out } = await kindredHere(["runs", "--json"]);
  return (JSON.parse(out) as ListedRun[]).filter(isWanted);
}

const figuresIn = async (folder: string): Promise<Record<string, string>[]> =>
  parse(await readFile(join(folder, "figures.csv")), { columns: true });

async function countActs(type: string): Promise<number> {
  const { out } = await kindredHere(["acts", "--type", type, "--limit", "100000", "--json"]);
  return JSON.parse(out).length;
}

const keysPath = () => join(dataDirectory, "demo/keys.json");

describe("the demo", () => {
  it("does every stage from files to partnerships, and prints a summary", async () => {
    const { code, out, err } = await kindredHere(["demo", "--schools", "200", "--exit"]);
    expect(code).toBe(0);
    expect(err).not.toMatch(/internal error/);
    expect(out).toMatch(/none of them is real/);
    expect(out).toMatch(/Rejected rows: \d+/);
    expect(out).toMatch(/by nearest-neighbour/);
    expect(out).toMatch(/SET/);
    expect(out).toMatch(/PROPOSED/);
    const submitted = /as the vendor submitted it\n +([\d,]+) +submissions of (\d+) schools\n +(\d+) .*\n +(\d+) /.exec(
      out,
    )!;
    const [submissions, schools, corrections, withdrawals] = submitted
      .slice(1)
      .map((count) => Number(count.replace(",", "")));
    expect(submissions).toBeGreaterThan(47 * 60);
    expect(schools).toBeGreaterThan(100);
    expect(corrections).toBeGreaterThan(100);
    expect(withdrawals).toBeGreaterThan(1);
    for (const answer of ["GRANTED", "REVOKED", "DECLINED", "ASKED"])
      expect(out).toMatch(new RegExp(` \\d+  ${answer}$`, "m"));
    for (const year of ["2024/25", "2025/26"]) {
      const [, met] = new RegExp(`Targets for ${year}, by attendance in ${year}\\n +(\\d+) +met`).exec(out)!;
      expect(Number(met)).toBeGreaterThan(30);
    }
  }, 600_000);

  it("writes one key for each role to a file that only its owner can read", async () => {
    expect((await stat(keysPath())).mode & 0o777).toBe(0o600);
    const keys = Object.keys(JSON.parse(await readFile(keysPath(), "utf8")));
    expect(keys.sort()).toEqual(
      ["ANALYST", "DEPARTMENT", "LOCAL_AUTHORITY", "MIS_VENDOR", "OFSTED", "SCHOOL", "TRUST"].sort(),
    );
  });

  it("repeats nothing on a second start, and keeps the keys", async () => {
    const before = await readFile(keysPath(), "utf8");
    const again = await kindredHere(["demo", "--exit"]);
    expect(again).toMatchObject({ code: 0, err: "" });
    expect(again.out).toMatch(/nothing was repeated/);
    expect(await readFile(keysPath(), "utf8")).toBe(before);
  });

  it("asks schools again for a new vendor if the keys are lost, and submits nothing twice", async () => {
    const submitted = await countActs("ATTENDANCE_SUBMITTED");
    const asked = await countActs("ACCESS_REQUESTED");
    expect(submitted).toBeGreaterThan(1000);
    await rm(keysPath());
    const again = await kindredHere(["demo", "--exit"]);
    expect(again.code).toBe(0);
    expect(again.out).not.toMatch(/nothing was repeated/);
    expect(await countActs("ATTENDANCE_SUBMITTED")).toBe(submitted);
    expect(await countActs("ACCESS_REQUESTED")).toBe(2 * asked);
  });

  it("has issued targets of two years", async () => {
    const { out } = await kindredHere(["targets", "list", "--json"]);
    const sets = JSON.parse(out) as { baseYear: string; targetYear: string; status: string }[];
    expect(sets.map(({ baseYear, targetYear, status }) => [baseYear, targetYear, status])).toEqual([
      ["2024/25", "2025/26", "ISSUED"],
      ["2023/24", "2024/25", "ISSUED"],
    ]);
  });

  it("has runs of two years, which can be compared", async () => {
    const folder = join(dataDirectory, "years");
    const runs = await runsOf((run) => run.strategy === "nearest-neighbour");
    expect(runs.map(({ baseYear }) => baseYear)).toEqual(["2024/25", "2023/24"]);
    expect(await kindredHere(["compare", ...runs.map(({ id }) => id), "--out", folder])).toMatchObject({ code: 0 });
    const stayed = (await figuresIn(folder)).find(
      ({ measure, block, group }) => measure === "stayed_share" && block === "all" && group === "all",
    )!;
    expect(Number(stayed.value)).toBeGreaterThan(0.2);
    expect(Number(stayed.value)).toBeLessThan(1);
  });

  it("has attendance after the base year, which peers predict better than random schools of the block", async () => {
    const folder = join(dataDirectory, "validity");
    const runs = await runsOf((run) => run.baseYear === "2024/25");
    expect(await kindredHere(["compare", ...runs.map(({ id }) => id), "--out", folder])).toMatchObject({ code: 0 });
    const errors = (await figuresIn(folder)).filter(
      ({ section, measure, block, group }) =>
        section === "validity" && measure === "rmse" && block === "PRIMARY" && group === "all",
    );
    const ofPeers = errors.filter(({ other }) => other === "");
    expect(ofPeers).toHaveLength(2);
    for (const { strategy, value } of ofPeers) {
      const random = errors.find((figure) => figure.strategy === strategy && figure.other === "random")!;
      expect(Number(value)).toBeGreaterThan(0);
      expect(Number(value)).toBeLessThan(Number(random.value));
    }
  });

  it("can draft targets again although the attendance of the target year has been imported since", async () => {
    const again = ["run", "--strategy", "nearest-neighbour", "--year", "2024/25", "--targets"];
    const [before] = await runsOf((run) => run.strategy === "nearest-neighbour" && run.baseYear === "2024/25");
    const { code, out } = await kindredHere([...again, "--override-reason", "the country is invented"]);
    expect(code).toBe(0);
    expect(out).toContain(`run ${before!.id}`);
    expect(out).toMatch(/targets \S+ drafted/);
  });

  it("asks for --reset before it starts over with another number of schools", async () => {
    const { code, err } = await kindredHere(["demo", "--schools", "400", "--exit"]);
    expect(code).toBe(1);
    expect(err).toMatch(/--reset/);
  });
});
