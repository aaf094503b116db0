import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assertWritable, writeWhole } from "../../src/commands/output.js";
import { kindred, kindredHere } from "./kindred.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-match-"));
});
afterAll(() => rm(folder, { recursive: true }));

const inFolder = (name: string) => join(folder, name);
const match = (words: readonly string[]) => kindredHere(["match", ...words]);
const interrupted = (words: readonly string[], interruptAt: string) =>
  kindred(["match", ...words], { dataDirectory: inFolder("none"), interruptAt });

/** Ranges: 30 of FSM, 300 of pupils. From A: B by the root of .5 / 9, C by the root of .5 / 9 + .5. */
const table = `school,phase,trust,fsm,pupils
"A, Upper",primary,1,10,100
B,primary,1,20,100
C,primary,2,20,400
D,primary,2,40,400
E,primary,3,many,1
F,secondary,3,10,100
`;
const byRange = ["--strategy", "range-scaled", "--params", '{"attributes": {"fsm": 0.5, "pupils": 0.5}, "k": 1}'];

describe("output files", () => {
  it("follow links, may be devices, and never overwrite the input or another output", async () => {
    await writeFile(inFolder("target.csv"), "before");
    await symlink(inFolder("target.csv"), inFolder("link.csv"));
    await writeWhole(inFolder("link.csv"), ["a", "b"]);
    expect(await readFile(inFolder("target.csv"), "utf8")).toBe("ab");
    await writeWhole("/dev/null", ["a"]);
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
    await expect(assertWritable([inFolder("one.csv"), inFolder("./one.csv")], "x")).rejects.toThrow("overwritten");
    await expect(assertWritable([inFolder("link.csv")], inFolder("target.csv"))).rejects.toThrow("overwritten");
    await Promise.all(["target.csv", "link.csv"].map((name) => rm(inFolder(name))));
  });
});

describe("kindred match", () => {
  it("writes the peers of every row, the shares of each distance, and the rows without peers", async () => {
    await writeFile(inFolder("table.csv"), table);
    const files = ["--out", inFolder("peers.csv"), "--unmatched", inFolder("unmatched.csv")];
    const ended = await match([
      inFolder("table.csv"),
      "--id",
      "school",
      "--block",
      "phase",
      ...byRange,
      "--explain",
      ...files,
    ]);
    expect(ended).toMatchObject({ code: 1, out: "" }); // a row was rejected
    expect(await readFile(inFolder("peers.csv"), "utf8")).toBe(`id,rank,peer,distance,share_fsm,share_pupils
"A, Upper",1,B,0.235702260396,1,0
B,1,"A, Upper",0.235702260396,1,0
C,1,D,0.471404520791,1,0
D,1,C,0.471404520791,1,0
`);
    expect(await readFile(inFolder("unmatched.csv"), "utf8")).toBe("id,reason,missing\nF,NO_CANDIDATES,\n");
    expect(ended.err).toContain(
      'table.csv, line 6, fsm "many": not a number; leave it empty if it is missing; the row is rejected',
    );
    expect(ended.err).toContain(
      "6 rows: 5 used, 0 left out by --where, 1 rejected\n4 of 5 have peers, 1 NO_CANDIDATES\n",
    );
    expect((await readdir(folder)).sort()).toEqual(["peers.csv", "table.csv", "unmatched.csv"]);
  });

  it("applies conditions and constraints, and writes to standard output", async () => {
    await writeFile(inFolder("table.csv"), table.replace("E,primary,3,many,1\n", ""));
    const words = [
      inFolder("table.csv"),
      "--id",
      "school",
      "--where",
      "phase=primary",
      "--constraints",
      '{"notSame": ["trust"]}',
    ];
    const { code, out } = await match([...words, ...byRange, "--out", "-"]);
    expect(code).toBe(0); // every row was used
    expect(out.split("\n").slice(1, 3)).toEqual(['"A, Upper",1,C,0.7453559925', "B,1,C,0.707106781187"]);
  });

  it("reports bad arguments before it begins, and writes nothing", async () => {
    await writeFile(inFolder("table.csv"), table);
    const badId = await match([inFolder("table.csv"), "--id", "urn", ...byRange, "--out", inFolder("new.csv")]);
    expect(badId).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining('has no column "urn", which the id needs'),
    });
    const absent = await match([inFolder("table.csv"), "--id", "school", ...byRange, "--out", inFolder("no/new.csv")]);
    expect(absent).toMatchObject({ code: 2, err: expect.stringContaining("there is no such folder") });
    expect(await readdir(folder)).not.toContain("new.csv");
    const itself = await match([inFolder("table.csv"), "--id", "school", ...byRange, "--out", inFolder("table.csv")]);
    expect(itself).toMatchObject({ code: 2, err: expect.stringContaining("would be overwritten") });
    expect(await readFile(inFolder("table.csv"), "utf8")).toBe(table);
  });

  it("is cancelled by Ctrl-C, and keeps the existing output file", async () => {
    const rows = Array.from({ length: 12_000 }, (_, i) => `${i},${i % 101},${i % 97}`);
    await writeFile(inFolder("large.csv"), `school,fsm,pupils\n${rows.join("\n")}\n`);
    await writeFile(inFolder("kept.csv"), "kept");
    const gower = ["--strategy", "gower", "--params", '{"numeric": {"fsm": 1, "pupils": 1}}'];
    const ended = await interrupted(
      [inFolder("large.csv"), "--id", "school", ...gower, "--out", inFolder("kept.csv")],
      "gower: ",
    );
    expect(ended).toMatchObject({ code: 130, err: expect.stringContaining("cancelled") });
    expect(await readFile(inFolder("kept.csv"), "utf8")).toBe("kept");
  });
});
