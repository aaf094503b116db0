// Writes and checks migrations with Prisma's schema engine (WebAssembly) on an in-memory PGlite.
//   tsx scripts/migrations.ts check          fails if schema.prisma and prisma/migrations differ
//   tsx scripts/migrations.ts write NAME     writes the difference as a new migration
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { extensions } from "../src/database/embedded/connection.js";

const root = resolve(import.meta.dirname, "..");
const migrations = join(root, "prisma/migrations");
const schemaPath = join(root, "prisma/schema.prisma");

/** Node 20 cannot import `.wasm`, so the module is instantiated here. */
async function loadEngine() {
  const folder = join(root, "node_modules/@prisma/schema-engine-wasm");
  const glue = await import(pathToFileURL(join(folder, "schema_engine_bg.js")).href);
  const { instance } = await WebAssembly.instantiate(readFileSync(join(folder, "schema_engine_bg.wasm")), {
    "./schema_engine_bg.js": glue,
  });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  return glue as typeof import("@prisma/schema-engine-wasm");
}

/** The SQL that migrates from `prisma/migrations` to `schema.prisma`; empty if they agree. */
export async function difference(): Promise<string> {
  const { SchemaEngine } = await loadEngine();
  const shadows: PGlite[] = [];
  const adapter = new PrismaPGlite(new PGlite({ extensions }));
  adapter.connectToShadowDb = async () => {
    const shadow = new PGlite({ extensions });
    shadows.push(shadow);
    return new PrismaPGlite(shadow).connect();
  };
  const schema = readFileSync(schemaPath, "utf8");
  const lockfile = join(migrations, "migration_lock.toml");
  const engine = await SchemaEngine.new(
    { datamodels: [["schema.prisma", schema]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapter) as never,
  );
  const result = await engine.diff({
    from: {
      tag: "migrations",
      baseDir: migrations,
      lockfile: { path: "migration_lock.toml", content: readFileSync(lockfile, "utf8") },
      shadowDbInitScript: "",
      migrationDirectories: readdirSync(migrations, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
        .map((path) => ({
          path,
          migrationFile: {
            path: "migration.sql",
            content: { tag: "ok", value: readFileSync(join(migrations, path, "migration.sql"), "utf8") } as never,
          },
        })),
    },
    to: { tag: "schemaDatamodel", files: [{ path: schemaPath, content: schema }] } as never,
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  await Promise.all(shadows.map((shadow) => shadow.close()));
  return result.exitCode === 0 ? "" : (result.stdout ?? "");
}

const [command, name] = process.argv.slice(2);
const sql = await difference();
if (command === "check") {
  if (sql) {
    console.error(`prisma/schema.prisma and prisma/migrations differ. Run: npm run migrations -- write NAME\n\n${sql}`);
    process.exit(1);
  }
  console.log("schema.prisma and prisma/migrations agree.");
} else if (command === "write" && name) {
  if (!sql) {
    console.log("Nothing to write: schema.prisma and prisma/migrations agree.");
  } else {
    const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    const folder = join(migrations, `${stamp}_${name}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "migration.sql"), sql);
    console.log(`Wrote ${folder}`);
  }
} else {
  console.error("usage: migrations check | write NAME");
  process.exit(2);
}
process.exit(0);
