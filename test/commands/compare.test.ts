import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasReference, referencePath } from "../plugins/reference.js";
import { kindredHere } from "./kindred.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-compare-"));
});
afterAll(() => rm(folder, { recursive: true }));

const inFolder = (name: string) => join(folder, name);
const out = () => inFolder("out");
const compare = (...words: string[]) => kindredHere(["compare", ...words]);

const table = `urn,phase,open,region,fsm,attendance,next
1,primary,1,North,10,94,95
2,primary,1,North,20,93,94
3,primary,1,South,30,92,93
4,primary,1,South,40,91,91
5,secondary,1,South,10,90,91
6,secondary,1,North,20,91,
7,secondary,1,,30,89,90
8,primary,0,South,10,99,99
`;
/** As `kindred match --explain` writes it. */
const ours = `id,rank,peer,distance,share_fsm
1,1,2,0.5,1
1,2,3,0.9,1
2,1,1,0.5,1
3,1,4,0.25,1
5,1,7,1.5,1
7,1,5,1.5,1
`;
/** Another tool's: the table's name for ids, no distances, ranks out of order and tied. */
const theirs = `urn,rank,peer
1,2,3
1,1,4
1,2,2
2,1,1.0
4,1,3
5,1,7
7,1,5
`;

beforeEach(async () => {
  await rm(out(), { recursive: true, force: true });
  await Promise.all(
    Object.entries({ "table.csv": table, "ours.csv": ours, "theirs.csv": theirs }).map(([name, text]) =>
      writeFile(inFolder(name), text),
    ),
  );
});

const aboutTable = () => ["--table", inFolder("table.csv"), "--id", "urn", "--block", "phase", "--where", "open=1"];
const bothLists = () => ["--peers", `ours=${inFolder("ours.csv")}`, "--peers", `theirs=${inFolder("theirs.csv")}`];
const columns = ["--attributes", "fsm", "--outcome", "attendance", "--held-out", "next", "--groups", "region"];
const everything = () => [...aboutTable(), ...bothLists(), ...columns, "--out", out()];

const written = (file: string) => readFile(join(out(), file), "utf8");

/** By the names before `value`, joined by spaces. */
async function figures(): Promise<Map<string, Record<string, string>>> {
  const rows: Record<string, string>[] = parse(await written("figures.csv"), { columns: true });
  return new Map(rows.map((row) => [Object.values(row).slice(0, 8).join(" "), row]));
}

describe("kindred compare", () => {
  it("writes figures of every section, over all schools, by block and by level", async () => {
    const ended = await compare(...everything());
    expect(ended).toMatchObject({ code: 0, out: "" });
    expect(ended.err).toContain("table.csv: 8 rows: 7 used, 1 left out by --where, 0 rejected\n");
    expect(ended.err).toContain("ours (ours.csv): 6 rows: 6 used, 0 rejected; 5 of 7 have peers; predicts next");
    expect(await written("figures.csv")).toMatch(
      /^section,measure,strategy,other,block,group,level,attribute,value,low,high,n\n/,
    );
    const found = await figures();
    // Schools 1, 2, 5 and 7 have peers in both lists; school 1 shares one of two, in all three.
    const jaccard = found.get("agreement jaccard ours theirs all all all ")!;
    expect(Number(jaccard.value)).toBeCloseTo((1 / 3 + 3) / 4, 14);
    expect(jaccard.n).toBe("4");
    expect(found.get("balance rms ours random primary all all fsm")).toMatchObject({ low: "", high: "", n: "3" });
    // Evaluated: 1, 2, 5, 7; school 3 has no peers in theirs, school 4 none in ours.
    expect(found.get("validity mae ours  all all all ")).toMatchObject({ value: "1.125", n: "4" });
    expect(found.get("hubs max theirs  all region South ")).toMatchObject({ value: "2", n: "3" });
    expect(found.get("nearness distance_median ours  all all all ")).toMatchObject({ value: "0.7", n: "6" });
    expect([...found.keys()].some((key) => key.startsWith("nearness distance_median theirs"))).toBe(false);
  });

  it("writes a row for each school and two lists, ties in rank in the order of the file", async () => {
    await compare(...everything());
    const [header, first] = (await written("schools.csv")).split("\n");
    expect(header).toBe("id,block,strategy,other,depth,shared,jaccard,containment,rboLow,rboResidual,rboExt");
    // Theirs of school 1: 4, 3, 2. Down to depth 2 they share 3.
    expect(first).toMatch(/^1,primary,ours,theirs,2,1,0.3333333333333333,1,/);
  });

  it("writes the same as JSON, and a manifest with the hashes of what it read and wrote", async () => {
    await compare(...everything());
    const { request, sections } = JSON.parse(await written("comparison.json"));
    expect([request.table, request.heldOut]).toEqual(["table.csv", "next"]);
    expect(request.peers).toMatchObject([{ name: "ours", file: "ours.csv" }, {}]);
    expect(Object.keys(sections).join()).toBe("agreement,balance,validity,hubs,nearness,steadiness,consequence");
    expect(Object.values(sections).flat().length).toBe((await figures()).size);
    const manifest = JSON.parse(await written("manifest.json"));
    expect(manifest).toMatchObject({ format: 1, seed: 1, resamples: 1000, p: 0.9 });
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(manifest.inputs[1]).toEqual({ file: "ours.csv", sha256: sha256(ours) });
    for (const { file, sha256: hash } of manifest.outputs) expect(hash).toBe(sha256(await written(file)));
    expect(manifest.outputs.map(({ file }: { file: string }) => file)).toContain("schools.csv");
    expect(await written("manifest.json")).not.toContain(folder);
  });

  it("writes a report for people, with maps of a chosen school's peers", async () => {
    await compare(...everything(), "--school", "2");
    const report = await written("report.html");
    expect(report).toMatch(/^<!doctype html>/i);
    expect(report).toContain("<title>Peers compared: table.csv</title>");
    expect(report).toContain('id="school"');
    expect(report).not.toMatch(/<script/i);
    const unknown = await compare(...everything(), "--school", "99");
    expect(unknown).toMatchObject({
      code: 2,
      err: expect.stringContaining("--school 99: no school with this id is compared. Schools that are: 7."),
    });
  });

  it("writes the same bytes for the same request, over what is in the folder", async () => {
    await compare(...everything());
    const names = await readdir(out());
    const before = await Promise.all(names.map(written));
    await writeFile(join(out(), "figures.csv"), "old");
    await writeFile(join(out(), "mine.txt"), "kept");
    await compare(...everything());
    expect(await Promise.all(names.map(written))).toEqual(before);
    expect(await written("mine.txt")).toBe("kept");
  });

  it("reports each row of a list that cannot be used, with its line, and counts it", async () => {
    const faulty =
      "id,rank,peer,distance\n1,1,2,\n1,1,1,\n1,2,2,\n1,3,5,\n1,4,8,\n9,1,1,\n2,x,1,\n2,0,1,\n2,1,3,far\n2,1,4\n";
    await writeFile(inFolder("ours.csv"), faulty);
    const { code, err } = await compare(...everything());
    expect(code).toBe(1);
    for (const reason of [
      'line 3, peer "1": the school itself',
      'line 4, peer "2": already a peer of this school: on line 2',
      'line 5, peer "5": of another block than the school: secondary, not primary',
      'line 6, peer "8": not among the rows used of the table',
      'line 7, id "9": not among the rows used of the table',
      'line 8, rank "x": not a whole number from 1',
      'line 9, rank "0": not a whole number from 1',
      'line 10, distance "far": not a number',
      'line 11, the whole row "": 3 cells, but the header has 4',
    ])
      expect(err).toContain(`ours.csv, ${reason}`);
    expect(err).toContain("ours (ours.csv): 10 rows: 1 used, 9 rejected; 1 of 7 have peers");
    expect(JSON.parse(await written("manifest.json")).counts.lists[0]).toMatchObject({
      rows: 10,
      used: 1,
      rejected: 9,
    });
  });

  it("reports rows of the table that cannot be used, and the peers that they take away", async () => {
    await writeFile(inFolder("table.csv"), table.replace("4,primary,1,South,40", "4,primary,1,South,many"));
    const { code, err } = await compare(...everything());
    expect(code).toBe(1);
    expect(err).toContain('table.csv, line 5, fsm "many": not a number');
    expect(err).toContain('ours.csv, line 5, peer "4": not among the rows used of the table');
  });

  it("reports a row whose group is longer than any name", async () => {
    await writeFile(inFolder("table.csv"), table.replace("7,secondary,1,,", `7,secondary,1,${"x".repeat(501)},`));
    const { code, err } = await compare(...everything());
    expect(code).toBe(1);
    expect(err).toContain("table.csv, line 8, region");
  });

  it("says what is missing where columns are not named", async () => {
    const { code, err } = await compare(...aboutTable(), ...bothLists(), "--out", out());
    expect(code).toBe(0);
    expect(err).toContain("Without --attributes there is no balance.\nWithout --held-out there is no validity.\n");
    const { sections } = JSON.parse(await written("comparison.json"));
    expect([sections.balance, sections.validity]).toEqual([[], []]);
  });

  it.each([
    [["--attributes", "fsmm"], 'no column "fsmm", which the comparison needs. It has urn, phase, open, region, fsm'],
    [["--groups", "regions"], 'no column "regions", which the comparison needs'],
    [["--held-out", "later"], 'no column "later", which the comparison needs'],
    [["--attributes", "fsm,fsm"], "--attributes names fsm twice"],
    [["--attributes", "fsm", "--attributes", "fsm"], "--attributes names fsm twice"],
    [["--attributes", "fsm,"], "Give columns separated by commas"],
    [["--attributes", "next", "--held-out", "next"], "is also an attribute or the outcome"],
    [["--peers", "ours=theirs.csv"], "Two lists are called ours"],
    [["--peers", "random=theirs.csv"], "No list can be called random: all, random, own_last, block_mean, ols have"],
    [["--peers", "=theirs.csv"], "Give a name and a file"],
    [["--seed", "1.5"], "Give a whole number from 0"],
  ])("refuses %j with a message, and writes nothing", async (words, message) => {
    const { code, err } = await compare(...aboutTable(), ...bothLists(), "--out", out(), ...words);
    expect(err).toContain(message);
    expect(code).toBe(2);
    await expect(readdir(out())).rejects.toThrow("ENOENT");
  });

  it("refuses one list, nine lists, and a file that is not a list", async () => {
    const one = await compare(...aboutTable(), "--peers", `ours=${inFolder("ours.csv")}`, "--out", out());
    expect(one).toMatchObject({
      code: 2,
      err: expect.stringContaining("Give 2 to 8 lists, each as --peers NAME=FILE. Given: ours."),
    });
    const nine = Array.from("abcdefghi", (name) => ["--peers", `${name}=${inFolder("ours.csv")}`]).flat();
    expect(await compare(...aboutTable(), ...nine, "--out", out())).toMatchObject({ code: 2 });
    const wrong = await compare(
      ...aboutTable(),
      ...bothLists(),
      "--peers",
      `table=${inFolder("table.csv")}`,
      "--out",
      out(),
    );
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringContaining("no column rank, which a list of peers needs"),
    });
  });

  it("refuses columns with too many blocks and levels", async () => {
    const ids = Array.from({ length: 401 }, (_, row) => `${row},p`);
    await writeFile(inFolder("table.csv"), `urn,phase\n${ids.join("\n")}\n`);
    const words = ["--table", inFolder("table.csv"), "--id", "urn", "--block", "phase", "--groups", "urn"];
    const { code, err } = await compare(...words, ...bothLists(), "--out", out());
    expect(code).toBe(2);
    expect(err).toContain("400 at most: phase has 1, urn has 401. Choose other columns.");
  });

  it("never overwrites what it reads", async () => {
    await mkdir(out());
    await writeFile(join(out(), "schools.csv"), table);
    const { code, err } = await compare(
      "--table",
      join(out(), "schools.csv"),
      "--id",
      "urn",
      ...bothLists(),
      "--out",
      out(),
    );
    expect(code).toBe(2);
    expect(err).toContain("schools.csv would be overwritten");
    expect(await written("schools.csv")).toBe(table);
  });
});

describe.skipIf(!hasReference)("kindred compare on 2,946 schools (skipped without ../shared/oracles)", () => {
  it("finds the figures that numpy and scipy find", async () => {
    const lists = Object.entries({ euclid: "schools_knn_euclid_z.csv", mahalanobis: "schools_knn_mahalanobis.csv" });
    const { code } = await compare(
      ...["--table", referencePath("schools.csv"), "--id", "urn", "--block", "phase", "--where", "open=1"],
      ...lists.flatMap(([name, file]) => ["--peers", `${name}=${referencePath(file)}`]),
      ...["--attributes", "fsm,sen,ehcp,eal,logpupils,idaci,rural,mobility,ptr,prior", "--groups", "type"],
      ...["--outcome", "attendance", "--held-out", "attendance_next", "--out", out()],
    );
    expect(code).toBe(0);
    const found = await figures();
    // From the definitions in docs/comparing.md, in Python with numpy 2 and scipy 1.17: averages with weights, sorted
    // unique values for ks (scipy.stats.ks_2samp of the schools and their peers gives the same), numpy.linalg.lstsq.
    for (const [names, value, n] of [
      ["balance rms euclid  all all all fsm", 0.38766174415108523, 2946],
      ["balance rms mahalanobis  special all all prior", 0.6736456732167984, 122],
      ["balance smd mahalanobis  all all all prior", -0.08137328521072788, 2946],
      ["balance smd euclid  all type 3 eal", 0.10851313912887198, 317],
      ["balance variance_ratio euclid  all all all mobility", 1.353011659113267, 2946],
      ["balance variance_ratio mahalanobis  secondary all all idaci", 1.3877540174768435, 443],
      ["balance ks euclid  all all all ehcp", 0.04906653088934143, 2946],
      ["balance ks mahalanobis  all all all rural", 0.012830957230142576, 2946],
      ["validity rmse euclid  all all all ", 1.0986309072739193, 2946],
      ["validity mae mahalanobis  primary all all ", 0.9169552708945823, 2381],
      ["validity r2 mahalanobis  all all all ", 0.3760121278010521, 2946],
      ["validity r2 all own_last all all all ", 0.885919431413609, 2946],
      ["validity rmse all block_mean all all all ", 1.482650017666427, 2946],
      ["validity rmse all ols all all all ", 1.0335891784418239, 2946],
      ["validity r2 all ols secondary all all ", 0.5361050517168697, 443],
      ["validity r2_difference euclid mahalanobis all all all ", 0.07491962234947691, 2946],
      ["validity coverage euclid  special all all ", 1, 122],
    ] as const) {
      const figure = found.get(names)!;
      expect(Math.abs(Number(figure.value) - value), names).toBeLessThan(1e-12);
      expect(Number(figure.n), names).toBe(n);
    }
    // Random peers: 1 + 1 / 20 of the variance.
    expect(Number(found.get("balance rms euclid random all all all fsm")!.value)).toBeCloseTo(Math.sqrt(1.05), 1);
  });
});
