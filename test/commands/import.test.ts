// kindred import of a folder of which some files are not read.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { layDatabase } from "../support/data-directory.js";
import { kindredHere } from "./kindred.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-import-command-"));
  await layDatabase(folder);
  vi.stubEnv("KINDRED_DATA", folder);
  vi.stubEnv("DATABASE_URL", "");
  await mkdir(join(folder, "tables"));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const imported = () => kindredHere(["import", "--performance-tables", join(folder, "tables"), "--year", "2024/25"]);

describe("a folder of performance tables", () => {
  it("with files that no source reads ends with 2 and their names, and nothing is stored", async () => {
    await writeFile(join(folder, "tables/998_ks4final.csv"), "RECTYPE,URN\n1,900001\n");
    const { code, out, err } = await imported();
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("Its files are not among them: 998_ks4final.csv.");
  });

  it("with others too is imported, and the report names what is not read", async () => {
    await writeFile(join(folder, "tables/998_abs.csv"), "LA,ESTAB,URN,PERCTOT\n998,4008,900001,9.4\n");
    const { code, out } = await imported();
    expect(code).toBe(0);
    expect(out).toContain("performance-absence 998_abs.csv (utf-8): 1 row: 1 stored, 0 rejected\n");
    expect(out).toContain("Not read, since no source has their names or columns: 998_ks4final.csv\n");
  });
});
