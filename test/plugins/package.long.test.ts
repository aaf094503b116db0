// The example package as a third party uses it: packed, installed in another project, configured and run.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const schools = join(root, "examples/schools.csv");
const run = promisify(execFile);
let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "kindred-project-"));
  await writeFile(join(project, "package.json"), '{ "private": true }');
});
afterAll(() => rm(project, { recursive: true }));

/** Offline and with an empty cache: everything it installs is in the repository. */
function npm(...args: string[]) {
  const env = { ...process.env, npm_config_cache: join(project, "cache"), npm_config_offline: "true" };
  return run("npm", [...args, "--no-audit", "--no-fund"], { cwd: project, env });
}

function kindred(plugins: string, ...args: string[]) {
  const env = { PATH: process.env.PATH, KINDRED_PLUGINS: plugins };
  return run(process.execPath, [join(root, "bin/kindred.js"), ...args], { cwd: project, env });
}

const onTable = ["match", schools, ...'--id urn --block phase --params {"k":1} --out peers.csv'.split(" ")];

// npm and whole commands are slow on a busy machine.
describe("a strategy in an npm package", { timeout: 180_000 }, () => {
  const name = "kindred-strategy-size-and-need";

  it("is packed and installed without any of Kindred's files", async () => {
    const packed = await npm("pack", "--json", join(root, "examples", name));
    const [{ filename, files }] = JSON.parse(packed.stdout);
    const paths = files.map((file: { path: string }) => file.path);
    expect(paths.sort()).toEqual(["README.md", "index.js", "package.json"]);
    await npm("install", "--install-links", join(project, filename), join(root, "node_modules/zod"));
    const { packages } = JSON.parse(await readFile(join(project, "node_modules/.package-lock.json"), "utf8"));
    expect(Object.keys(packages)).toEqual([`node_modules/${name}`, "node_modules/zod"]);
  });

  it("is listed when it is named in the configuration", async () => {
    const { stdout } = await kindred(name, "strategies", "--json");
    const listed: { name: string; parameters: object }[] = JSON.parse(stdout);
    expect(listed.find((strategy) => strategy.name === "size-and-need")).toMatchObject({
      version: "1.0.0",
      parameters: { properties: { k: { default: 20 } }, additionalProperties: false },
    });
  });

  it("finds peers by rank within the block, and lists unmatched schools", async () => {
    await kindred(name, ...onTable, "--strategy", "size-and-need", "--unmatched", "unmatched.csv");
    expect(await readFile(join(project, "peers.csv"), "utf8")).toBe(
      `id,rank,peer,distance
100001,1,100002,0.2
100002,1,100001,0.2
100003,1,100005,0.2
100005,1,100003,0.2
100006,1,100005,0.4472135955
100007,1,100008,0.5
100008,1,100007,0.5
`,
    );
    expect(await readFile(join(project, "unmatched.csv"), "utf8")).toContain("\n100004,MISSING_CIRCUMSTANCES,");
  });

  it("may import `kindred/plugin` if Kindred is installed beside it", async () => {
    const home = join(project, "node_modules/by-weight");
    await mkdir(home);
    await symlink(root, join(project, "node_modules/kindred"));
    await writeFile(join(home, "package.json"), '{ "name": "by-weight", "type": "module", "exports": "./index.js" }');
    await writeFile(join(home, "index.js"), byWeight);
    await kindred("by-weight", ...onTable, "--strategy", "by-weight");
    expect(await readFile(join(project, "peers.csv"), "utf8")).toMatch(/^100001,1,100002,/m);
  });
});

const byWeight = `
import { choicesOf, defineStrategy, matchesOf, peerCount, pointsOf, readAttributes, weightedAttributes } from "kindred/plugin";
import { z } from "zod";

export default defineStrategy({
  name: "by-weight",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "By weight",
  description: "For a test.",
  parameters: z.strictObject({ attributes: weightedAttributes.prefault({ fsm: 2, roll: { weight: 1, log: true } }), k: peerCount }),
  columns: ({ attributes }) => choicesOf(attributes).map(({ column }) => ({ column, missing: "median" })),
  match(pool, { attributes, k }) {
    const points = pointsOf(pool, readAttributes(pool, choicesOf(attributes)), { coverage: 0.5 });
    return {
      attributes: points.attributes,
      matches: matchesOf(points, pool.nearest(points, { metric: "euclidean", k })),
      between: pool.between(points, "euclidean"),
    };
  },
});
`;
