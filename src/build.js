// Builds the program: each module as JavaScript, in build/DIGEST under the path of its source. The digest is of all
// sources, so a build whose sources have changed is never run. Plain JavaScript, because it runs before any build.
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

const folders = ["src", "schema", "plugins", "demo"];
/** Modules, and files that modules read from their own folder. */
const isPart = /\.([jt]s|wasm|graphql)$/;
/** Tests, types alone, the source of the kernel, and texts of the schema that nothing reads. */
const isLeftOut = /\.test\.ts$|^src\/database\/generated\/models\/|\/assembly\/(?!layout)|^schema\/.*\.graphql$/;

/** Packages of very many modules, of which a start would load each: the build has each as one file. Exports by path. */
const bundled = {
  kysely: [".", "./helpers/postgres"],
  "graphql-scalars": ["."],
  jose: ["."],
};

/**
 * Builds what has no build yet, and has `kindred/plugin` name the same build, so that engine and plugins share modules.
 * @param {string} root a checkout
 * @returns {string} the directory of the current build
 * @throws {Error} a source has a syntax error; the directory cannot be written
 */
export function currentBuild(root = resolve(import.meta.dirname, "..")) {
  for (;;) {
    const sources = sourcesIn(root);
    const digest = digestOf(root, sources);
    const build = join(root, "build", digest);
    if (!existsSync(build)) {
      compile(root, sources, build);
      if (digest !== digestOf(root, sourcesIn(root))) {
        rmSync(build, { recursive: true }); // a source changed meanwhile
        continue;
      }
    }
    point(root, digest);
    return build;
  }
}

/** @param {string} root @returns {string[]} paths from the root, with `/`, in one order on every machine */
function sourcesIn(root) {
  const present = folders.filter((folder) => existsSync(join(root, folder))); // an image has no demo/
  const found = present.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  );
  return found
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => isPart.test(path) && !isLeftOut.test(path))
    .sort();
}

/** @param {string} root @param {readonly string[]} sources @returns {string} also of the versions of packages */
function digestOf(root, sources) {
  const hash = createHash("sha256");
  const packages = Object.keys(bundled).map((name) => `node_modules/${name}/package.json`);
  for (const path of [...sources, "package.json", ...packages]) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex").slice(0, 16);
}

/** Other processes may do the same at the same time. @param {string} root @param {string[]} sources @param {string} build */
function compile(root, sources, build) {
  const { buildSync } = createRequire(import.meta.url)("esbuild"); // rarely needed
  const part = `${build}.${randomUUID()}`;
  try {
    buildSync({
      absWorkingDir: root,
      entryPoints: sources,
      outdir: part,
      outbase: root,
      format: "esm",
      platform: "node",
      target: "node20",
      sourcemap: true,
      sourcesContent: false,
      loader: { ".js": "copy", ".wasm": "copy", ".graphql": "copy" },
      logLevel: "silent", // the error has the messages
    });
    for (const [name, paths] of Object.entries(bundled))
      bundle(buildSync, root, join(part, "node_modules", name), name, paths);
    renameSync(part, build);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    if (!existsSync(build)) throw error;
  }
}

/** Makes a package of one file for each of its exports that are used. They share what they have in common. */
function bundle(buildSync, root, folder, name, paths) {
  const fileOf = (path) => (path === "." ? "index" : path.slice(2));
  buildSync({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(paths.map((path) => [fileOf(path), join(name, path)])),
    outdir: folder,
    bundle: true,
    splitting: true,
    external: ["graphql"],
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "silent",
  });
  const exports = Object.fromEntries(paths.map((path) => [path, `./${fileOf(path)}.js`]));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, type: "module", exports }));
}

/** Has the package's export name the build, and removes older builds except the last, which a process may still use. */
function point(root, digest) {
  const pointer = join(root, "build/plugin.js");
  const text = `export * from "./${digest}/src/strategy/plugin.js";\n`;
  const before = existsSync(pointer) ? readFileSync(pointer, "utf8") : "";
  if (before === text) return;
  const whole = `${pointer}.${randomUUID()}`;
  writeFileSync(whole, text);
  renameSync(whole, pointer);
  for (const name of readdirSync(dirname(pointer))) {
    if (/^[0-9a-f]{16}$/.test(name) && !`${text}${before}`.includes(name))
      rmSync(join(dirname(pointer), name), { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) currentBuild(); // npm run build
