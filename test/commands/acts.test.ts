// kindred acts, before and after something was done.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { layDatabase } from "../support/data-directory.js";
import { kindredHere } from "./kindred.js";

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-acts-"));
  await layDatabase(dataDirectory);
  vi.stubEnv("KINDRED_DATA", dataDirectory);
  vi.stubEnv("DATABASE_URL", "");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(dataDirectory, { recursive: true });
});

describe("kindred acts", () => {
  it("lists acts with their actor and subject, newest first, as text or JSON", async () => {
    expect(await kindredHere(["acts"])).toMatchObject({ code: 0, out: "No acts found.\n" });
    const { out } = await kindredHere(["client", "create", "--role", "ANALYST", "--name", "An analyst"]);
    const [, id] = /^client (\S+)$/m.exec(out) ?? [];
    const [, key = "none"] = /^key {4}(\S+)$/m.exec(out) ?? [];
    const listed = (await kindredHere(["acts"])).out;
    const lines = listed.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^when +act +who +subject +id +year +reason$/);
    expect(lines[1]).toMatch(/Z {2}KEY_ADDED +command line \(DEPARTMENT\) +KEY +\S+ +- +-$/);
    expect(lines[2]).toMatch(new RegExp(`Z {2}CLIENT_CREATED +command line \\(DEPARTMENT\\) +CLIENT +${id} +- +-$`));
    expect(listed).not.toContain(key);
    const json = (await kindredHere(["acts", "--type", "CLIENT_CREATED", "--json"])).out;
    expect(JSON.parse(json)).toMatchObject([{ type: "CLIENT_CREATED", subject: id, role: "DEPARTMENT", urn: null }]);
    const one = await kindredHere(["acts", "--limit", "1"]);
    expect(one.out).toMatch(/KEY_ADDED[^\n]*\nThere are more: /);
    expect((await kindredHere(["acts", "--from", "2999-01-01"])).out).toBe("No acts found.\n");
    expect(await kindredHere(["acts", "--client", "nobody"])).toMatchObject({ code: 2 });
  });
});
