//{"../thread.ts":"N52sVAJ5tnELhJ/hL/MqAP9fyp9Or30TBIo+eMhrmBk=","../../sizes.ts":"4dALDuIgHcwqUCUyRGak5ug1zIXgBOUJHG6n0YveiL4=","../ask-socket.ts":"mJ/ZCvQ3mSJWMSPcWK3HJiX+CVjCUaXnnnDJokR606Y=","../connection.ts":"ril541yZaoqf3wxIQY9n367JTXdJQYPu12DYvW4attk=","../copy-files.ts":"FsIHuV1GAv7WXRhrbtVQ8pyD1m5nXB+88uTrUrmHJdo=","../engine.ts":"i+E2IKDUXshWQUApib+RWtaFfszw7ZylybTID+2AZfk=","../open-files.ts":"WpT7HIb3TXfuIUoTuVQ2I8mNWyMiJkvVcwVjxWzLqUw=","../pace.ts":"lVOF/35tYiUxaNdupSFaY07FiY0AAZSQMxQ8jANZBns=","../../fair-turns.ts":"dspeXlUoQQ/SjwYzbuAYdpVLDsRXyMk6c4/VJEC4fYA=","../port-server.ts":"CUwlKbUfQuT6emaou4eQZxAyfiOW5ONtxOBX8GbOXt4=","../protocol.ts":"LrVfb24BNh5uvv+Sj+B/zBafjb8GpJtKdL2srd9lBHA=","../../files.ts":"giAyfox7fhgGa36wQWHoKvY4R/A1FVsf+z2OvzIUvLU=","../../control-file.ts":"iDj1dPIjEbRyYaxEVETEmqeZ0jwxlx2yicTeW0OVzFA=","../../../errors.ts":"f0GSc/8V/fHo91Fr5NXuOnSotEc41LZ2m8bLe3GwfIE=","../sql.ts":"S7ydmoToOOtrPWBgux35P3xJzt6Y17Qjr2JinSHDprk=","../../damage.ts":"3ZlmNmTnTjDbaIFRRO908m27Oos9lrdK/gm5/j6VLEE=","../../migrate.ts":"XZJC2n95Y8SFsT2NxLSteb4Uj6aF+cLZosfpb5YVu+I=","../../held-back.ts":"ssTTSd2xT2Q6CuwP4S2MjmyWPgpWBz30fY4whquqJcM=","../socket-port.ts":"4AICQvtwDEVROzSWaTYzbQTrBrAeRdvcIlvJDHaakNs=","../is-request.ts":"qbk+2LYZs1yjSVIUZLUglOLB27KWtR3eKAvG70jrOxM=","../port-connection.ts":"kkLDtUG21UsoIliASENCW+GBavsDLQzuD4FPh4S82vo=","../../../faults.ts":"BTFXi02kdXBpLxPEFIABFsesay4z9/PAGJkUv72+zeQ=","../../act-offset.ts":"ZSU9/SIVlV0OKCtweEWiv4RW1q8gg5EqMyFwWST6fZY=","../frames.ts":"0/CkJVGouND5ISrPaQd1qZ3nrsynBy4CfjkPtuW+wcw=","../../known-sizes.ts":"aD/58S9M8NA9RjfUOue+54I9/51CqDnvpoj/oukQgco="}
// src/database/embedded/thread.ts
import { parentPort, workerData } from "node:worker_threads";

// src/database/fair-turns.ts
import { AsyncResource } from "node:async_hooks";
function fairTurns(slots, slotsPerCaller = slots, now = () => performance.now()) {
  const callers = /* @__PURE__ */ new Map();
  let freeSlots = slots;
  let virtualTime = 0;
  function nextCaller() {
    let next;
    for (const caller of callers.values()) {
      if (caller.queue.length === 0 || caller.running >= slotsPerCaller) continue;
      if (!next || caller.used < next.used) next = caller;
    }
    return next;
  }
  function startNext() {
    while (freeSlots > 0) {
      const caller = nextCaller();
      if (!caller) return;
      virtualTime = Math.max(virtualTime, caller.used);
      freeSlots--;
      caller.running++;
      caller.queue.shift()?.();
    }
  }
  function ended(caller, milliseconds) {
    freeSlots++;
    caller.running--;
    caller.used += milliseconds;
    startNext();
    for (const [key, { queue, running, used }] of callers) {
      if (queue.length === 0 && running === 0 && used <= virtualTime) callers.delete(key);
    }
  }
  return {
    run: (key, work) => new Promise((resolve, reject) => {
      const caller = callers.get(key) ?? { queue: [], running: 0, used: virtualTime };
      callers.set(key, caller);
      if (caller.queue.length === 0 && caller.running === 0) caller.used = Math.max(caller.used, virtualTime);
      const start = () => {
        const began = now();
        work().then(resolve, reject).finally(() => ended(caller, now() - began));
      };
      caller.queue.push(AsyncResource.bind(start));
      startNext();
    })
  };
}

// src/database/sizes.ts
import { readdirSync as readdirSync2, writeFileSync } from "node:fs";
import { join as join2 } from "node:path";

// src/database/control-file.ts
import { join } from "node:path";

// src/database/files.ts
import { lstatSync, readdirSync, readFileSync } from "node:fs";
var contentsOf = (path) => unlessMissing(() => readFileSync(path));
var sizeOf = (path) => unlessMissing(() => lstatSync(path).size);
var namesIn = (path) => unlessMissing(() => readdirSync(path)) ?? [];
function unlessMissing(read) {
  try {
    return read();
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(error.code ?? "")) return null;
    throw error;
  }
}

// src/database/control-file.ts
var fileSize = 8192;
var shutDown = 1;
var offsets = { state: 16, redo: 40, timeline: 48, nextTransaction: 64, walSegmentSize: 228, checksum: 292 };
function readControlFile(directory2) {
  const bytes = contentsOf(join(directory2, "global", "pg_control"));
  if (bytes?.length !== fileSize) return null;
  const checksum = bytes.readUInt32LE(offsets.checksum);
  if (checksum !== crc32c(bytes.subarray(0, offsets.checksum))) return null;
  return {
    checksum,
    shutDown: bytes.readUInt32LE(offsets.state) === shutDown,
    walSegmentSize: bytes.readUInt32LE(offsets.walSegmentSize),
    redo: bytes.readBigUInt64LE(offsets.redo),
    timeline: bytes.readUInt32LE(offsets.timeline),
    nextTransaction: bytes.readUInt32LE(offsets.nextTransaction)
  };
}
function crc32c(bytes) {
  let crc = 4294967295;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc >>> 1 ^ (crc & 1 ? 2197175160 : 0);
  }
  return ~crc >>> 0;
}

// src/database/sizes.ts
var sizesFile = "kindred-files.json";
var folders = ["base", "global", "pg_multixact", "pg_wal", "pg_xact"];
var cache = "pg_internal.init";
function sizesAtClose(directory2, { checksum, shutDown: shutDown2 }) {
  const record = shutDown2 ? recordIn(directory2) : null;
  return record?.checksum === checksum ? record.sizes : null;
}
function sizeFault(sizes, directory2) {
  const faults = Object.entries(sizes ?? {}).flatMap(([file, size]) => {
    const actual = sizeOf(join2(directory2, file));
    return actual === size ? [] : [actual === null ? `${file} is missing` : `${file} has ${actual} bytes, not ${size}`];
  });
  const more = faults.length > 1 ? `, and ${faults.length - 1} more of its files are missing or have another size` : "";
  return faults.length > 0 ? `${faults[0]}${more}` : null;
}
function recordIn(directory2) {
  try {
    return JSON.parse(contentsOf(join2(directory2, sizesFile))?.toString() ?? "null");
  } catch {
    return null;
  }
}
function recordSizes(directory2) {
  const control = readControlFile(directory2);
  if (!control?.shutDown) return;
  const sizes = {};
  const add = (folder2) => {
    for (const entry of readdirSync2(join2(directory2, folder2), { withFileTypes: true })) {
      const path = `${folder2}/${entry.name}`;
      if (entry.isDirectory()) add(path);
      else if (entry.name !== cache) sizes[path] = sizeOf(join2(directory2, path)) ?? 0;
    }
  };
  for (const folder2 of folders) add(folder2);
  const record = { checksum: control.checksum, sizes };
  try {
    writeFileSync(join2(directory2, sizesFile), JSON.stringify(record));
  } catch {
  }
}

// src/database/embedded/ask-socket.ts
import { once } from "node:events";
import { chmod, lstat, mkdir, rename, rm, rmdir, unlink } from "node:fs/promises";
import { createRequire as createRequire2 } from "node:module";
import { connect, createServer } from "node:net";
import { join as join4 } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

// src/errors.ts
var KindredError = class extends Error {
  constructor(code, message, details = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
  code;
  details;
  name = "KindredError";
};

// src/database/migrate.ts
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join as join3 } from "node:path";

// src/database/act-offset.ts
async function keepActsInOrder(sql) {
  await sql.query(
    `INSERT INTO act_offset (id, ahead)
     SELECT 1, newest FROM (SELECT max(transaction) AS newest FROM act) AS acts
     WHERE newest >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
       + coalesce((SELECT ahead FROM act_offset), 0)
     ON CONFLICT (id) DO UPDATE SET ahead = EXCLUDED.ahead`
  );
}

// src/database/migrate.ts
var folder = join3(dirname(createRequire(import.meta.url).resolve("kindred/package.json")), "prisma/migrations");
var historyTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;
var advisoryLock = 72707369;
async function migrationNames() {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.sort();
}
async function newestMigration() {
  return (await migrationNames()).at(-1) ?? "";
}
async function readMigrations() {
  return Promise.all(
    (await migrationNames()).map(async (name) => {
      const sql = await readFile(join3(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    })
  );
}
async function migrate(database) {
  const migrations = await readMigrations();
  const before = await database.transaction(async (sql) => {
    await lockMigrations(sql);
    await assertKindreds(sql, new Set(migrations.map(({ name }) => name)));
    await sql.query(historyTable);
    return readHistory(sql);
  });
  const missing = migrations.filter((migration) => !isApplied(migration, before));
  const applied = [];
  for (const migration of missing) {
    if (await applyOnce(database, migration)) applied.push(migration.name);
  }
  await database.transaction(keepActsInOrder);
  return applied;
}
var lockMigrations = (sql) => sql.query("SELECT pg_advisory_xact_lock($1)::text", [advisoryLock]);
async function readHistory(sql) {
  const rows = await sql.query(
    'SELECT migration_name AS name, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL'
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}
function isApplied({ name, checksum }, history) {
  const before = history.get(name);
  if (before === void 0 || before === checksum) return before !== void 0;
  throw new KindredError(
    "DATABASE_UNUSABLE",
    `The migration ${name} was altered after this database applied it. Restore prisma/migrations as released.`
  );
}
async function tablesOf(sql) {
  const rows = await sql.query(
    "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
  );
  return rows.map(({ name }) => name);
}
async function assertKindreds(sql, knownMigrations) {
  const tables = await tablesOf(sql);
  if (tables.length === 0) return;
  if (!tables.includes("_prisma_migrations")) {
    throw new KindredError(
      "DATABASE_UNUSABLE",
      `The database has tables that are not Kindred's, for example ${tables[0]}. Give Kindred a separate database.`
    );
  }
  const history = await sql.query(
    'SELECT migration_name AS name FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at'
  );
  const unknown = history.find(({ name }) => !knownMigrations.has(name));
  if (unknown) throw newerVersion("database", unknown.name);
}
var newerVersion = (what, migration) => new KindredError(
  "DATABASE_UNUSABLE",
  `The ${what} has the migration ${migration}, which this version does not have. Use the newer version of Kindred that wrote it, or give Kindred a separate database.`
);
function applyOnce(database, migration) {
  const { name, sql: statements, checksum } = migration;
  return database.transaction(async (sql) => {
    await lockMigrations(sql);
    if (isApplied(migration, await readHistory(sql))) return false;
    await sql.script(statements).catch((error) => rethrowRefusal(name, error));
    await sql.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name]
    );
    return true;
  });
}
var insufficientPrivilege = "42501";
function rethrowRefusal(name, error) {
  if (error.code !== insufficientPrivilege) throw error;
  throw new KindredError("DATABASE_UNUSABLE", `The database refused the migration ${name}: ${error.message}`);
}

// src/database/embedded/is-request.ts
function isRequest(message) {
  if (!isObject(message) || !isNumber(message.id) || !isMissingOr("string", message.settings)) return false;
  const { do: action, within } = message;
  switch (action) {
    case "query":
      return isMissingOr("number", within) && isStatement(message.statement);
    case "exec":
      return isMissingOr("number", within) && typeof message.statements === "string";
    case "begin":
    case "copy":
      return within === void 0;
    case "end":
      return isNumber(within) && typeof message.commit === "boolean";
    case "listen":
    case "unlisten":
      return within === void 0 && typeof message.channel === "string" && channelName.test(message.channel);
    default:
      return false;
  }
}
var channelName = /^[a-z_]{1,63}$/;
var isObject = (value) => typeof value === "object" && value !== null;
var isNumber = (value) => Number.isSafeInteger(value);
var isMissingOr = (type, value) => value === void 0 || typeof value === type;
var isStatement = (value) => isObject(value) && typeof value.text === "string" && Array.isArray(value.parameters) && Array.isArray(value.unread) && value.unread.every(isNumber);

// src/database/embedded/protocol.ts
import { messages } from "@electric-sql/pglite";
var databaseFields = ["code", "severity", "detail", "hint", "position", "internalPosition", "internalQuery", "where"];
var systemFields = ["syscall", "errno", "path"];
var objectFields = ["schema", "table", "column", "dataType", "constraint", "file", "line", "routine"];
function sendable(thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack } = error;
  if (error instanceof KindredError) return { kind: "kindred", name, message, fields: { code: error.code } };
  const properties = error;
  const present = [...databaseFields, ...objectFields, ...systemFields].filter(
    (field) => properties[field] !== void 0
  );
  const fields = Object.fromEntries(present.map((field) => [field, properties[field]]));
  const kind = error instanceof messages.DatabaseError ? "database" : "other";
  return { kind, name, message, stack, fields };
}

// src/database/embedded/socket-port.ts
import { EventEmitter } from "node:events";

// src/database/embedded/frames.ts
import { deserialize, serialize } from "node:v8";
var headerBytes = 4;
var longestMessage = 64 * 2 ** 20;
function frameOf(message) {
  const body = serialize(message);
  if (body.length > longestMessage) throw new RangeError(`the message has ${body.length} bytes`);
  const length = Buffer.alloc(headerBytes);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}
function frameReader() {
  let chunks = [];
  let bufferedBytes = 0;
  let neededBytes = headerBytes;
  let inBody = false;
  return (bytes) => {
    const messages2 = [];
    chunks.push(bytes);
    bufferedBytes += bytes.length;
    while (bufferedBytes >= neededBytes) {
      const all = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      const [frame, rest] = [all.subarray(0, neededBytes), all.subarray(neededBytes)];
      chunks = [rest];
      bufferedBytes = rest.length;
      if (inBody) messages2.push(deserialize(frame));
      neededBytes = inBody ? headerBytes : frame.readUInt32BE();
      inBody = !inBody;
      if (neededBytes > longestMessage) throw new RangeError(`a message of ${neededBytes} bytes was announced`);
    }
    return messages2;
  };
}

// src/database/embedded/socket-port.ts
function portOver(socket, isMessage) {
  const events = new EventEmitter();
  const read = frameReader();
  socket.on("error", () => {
  });
  socket.on("close", () => events.emit("close"));
  socket.on("drain", () => socket.resume());
  socket.on("data", (bytes) => {
    try {
      for (const message of read(bytes)) {
        if (!isMessage(message)) throw new Error("not of the protocol");
        events.emit("message", message);
      }
    } catch {
      socket.destroy();
    }
  });
  return {
    postMessage: (message) => {
      if (socket.destroyed || socket.writableEnded) return;
      try {
        if (!socket.write(frameOf(message))) socket.pause();
      } catch {
        socket.destroy();
      }
    },
    on: (event, listener) => events.on(event, listener),
    close: () => socket.destroySoon()
  };
}

// src/database/embedded/ask-socket.ts
var { version } = createRequire2(import.meta.url)("kindred/package.json");
var ownVersions = async () => ({ version, protocol: 1, migration: await newestMigration() });
async function listenAtSocket(path, serve) {
  const fresh = `${path}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 448 });
  const greeting = { ...await ownVersions(), process: process.pid };
  const connected = /* @__PURE__ */ new Set();
  const server = createServer((socket) => {
    connected.add(socket);
    socket.on("close", () => connected.delete(socket));
    const port = portOver(socket, isRequest);
    port.postMessage(greeting);
    serve(port);
  });
  server.listen(join4(fresh, "s"));
  await once(server, "listening");
  await chmod(join4(fresh, "s"), 384);
  await rename(join4(fresh, "s"), path);
  await rmdir(fresh);
  return {
    close: async (graceMs2) => {
      await unlink(path).catch(() => {
      });
      const closed = new Promise((done) => server.close(done));
      await Promise.race([closed, delay(graceMs2)]);
      for (const socket of connected) socket.destroy();
      await closed;
    }
  };
}

// src/database/embedded/connection.ts
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
var extensions = { pg_trgm };
var jsonOid = 114;
var pgliteOptions = (pages) => ({
  extensions,
  startParams: [...PGlite.defaultStartParams, "-B", String(pages)],
  // Bytes go as they are; PGlite would measure a text character by character.
  serializers: {
    [jsonOid]: (value) => value instanceof Uint8Array ? value : typeof value === "string" ? value : JSON.stringify(value)
  }
});
function connectionOf(pglite) {
  const plain = {
    query: (text, parameters, reading) => pglite.query(text, parameters, reading),
    exec: (statements) => pglite.exec(statements),
    transaction: (work) => pglite.transaction((inner) => work(inner)),
    listen: (channel, onNotification) => pglite.listen(channel, onNotification),
    beginningWith: (settings) => beginningWith(plain, settings),
    close: () => pglite.close()
  };
  return plain;
}
function beginningWith(connection, settings) {
  const transaction = (work) => connection.transaction(async (inner) => {
    await inner.exec(settings);
    return work(inner);
  });
  return {
    ...connection,
    transaction,
    query: (text, parameters, reading) => transaction((inner) => inner.query(text, parameters, reading)),
    exec: (statements) => transaction((inner) => inner.exec(statements)),
    beginningWith: (further) => beginningWith(connection, `${settings}; ${further}`)
  };
}

// src/database/embedded/copy-files.ts
import { constants, copyFileSync, mkdirSync, readdirSync as readdirSync3, rmSync } from "node:fs";
import { join as join5 } from "node:path";
var copyBeside = (directory2) => `${directory2}.copy`;
function fileCopier(directory2, connection) {
  const copy = copyBeside(directory2);
  let exists = false;
  const remove = () => {
    try {
      if (exists) rmSync(copy, { recursive: true, force: true });
    } catch {
    }
    exists = false;
  };
  async function make() {
    if (exists)
      throw new KindredError("CONFLICT", "Another backup of this database is being made. Wait until it ends.");
    exists = true;
    try {
      await connection.exec("CHECKPOINT");
      const { rows } = await connection.query(
        `SELECT pg_walfile_name(redo_lsn) AS first, pg_walfile_name(pg_current_wal_insert_lsn()) AS last
         FROM pg_control_checkpoint()`
      );
      const { first, last } = rows[0];
      const isExcluded = (path) => path === sizesFile || /^pg_wal\/[0-9A-F]{24}$/.test(path) && (path < `pg_wal/${first}` || path > `pg_wal/${last}`);
      copyTree(directory2, copy, isExcluded);
      return remove;
    } catch (error) {
      remove();
      throw error.code === "ENOSPC" ? new KindredError(
        "DISK_FULL",
        `The disk has no room for a copy of the database beside ${directory2}. Make room.`
      ) : error;
    }
  }
  return { make, remove };
}
function copyTree(from, to, isExcluded, within = "") {
  mkdirSync(join5(to, within), { mode: 448 });
  for (const entry of readdirSync3(join5(from, within), { withFileTypes: true })) {
    const path = within ? `${within}/${entry.name}` : entry.name;
    if (entry.isDirectory()) copyTree(from, to, isExcluded, path);
    else if (!isExcluded(path)) copyFileSync(join5(from, path), join5(to, path), constants.COPYFILE_FICLONE);
  }
}

// src/database/embedded/engine.ts
function watchEngine(pglite, onCrash) {
  const { mod, POSTGRES_MAIN_LONGJMP: statementFailed } = pglite;
  const loopOnce = mod._PostgresMainLoopOnce;
  mod._PostgresMainLoopOnce = () => {
    try {
      loopOnce();
    } catch (fault) {
      if (fault.status !== statementFailed) onCrash(fault);
      throw fault;
    }
  };
}

// src/database/embedded/open-files.ts
import { PGlite as PGlite2 } from "@electric-sql/pglite";

// src/database/damage.ts
import { readdirSync as readdirSync4 } from "node:fs";
import { join as join6 } from "node:path";
var postgresVersion = "18";
var remedy = "Move it away and restore a backup (kindred restore), or set KINDRED_DATA to another directory and import again.";
var damaged = (directory2, what) => new KindredError(
  "DATABASE_DAMAGED",
  `The embedded database in ${directory2} is damaged: ${what}. Nothing in it was changed. ${remedy}`
);
var unusable = (directory2, why, advice = "") => new KindredError("DATABASE_UNUSABLE", `${directory2} cannot be opened: ${why}. Nothing in it was changed.${advice}`);
function checkFiles(directory2) {
  const names = readdirSync4(directory2).filter((name) => !name.startsWith("."));
  if (names.length === 0) return "absent";
  const version2 = contentsOf(join6(directory2, "PG_VERSION"))?.toString("latin1").trim();
  if (version2 === void 0 && !names.some((name) => name === "base" || name === "global" || name.startsWith("pg_")))
    throw unusable(
      directory2,
      `it holds other files (${names.slice(0, 3).join(", ")}) but no database`,
      " Set KINDRED_DATA to a directory that only Kindred uses."
    );
  if (version2 === void 0) throw damaged(directory2, "PG_VERSION is missing");
  if (!/^\d{1,2}(\.\d{1,2})?$/.test(version2)) throw damaged(directory2, "PG_VERSION does not hold a version");
  if (version2 !== postgresVersion)
    throw unusable(
      directory2,
      `PostgreSQL ${version2} wrote it, and this version of Kindred has PostgreSQL ${postgresVersion}`,
      " Use the version of Kindred that wrote it, or set KINDRED_DATA to another directory and import again."
    );
  const control = readControlFile(directory2);
  if (!control) throw damaged(directory2, "global/pg_control is missing, cut short or overwritten");
  const sizes = sizesAtClose(directory2, control);
  const fault = walFault(directory2, control) ?? transactionStatusFault(directory2, control) ?? sizeFault(sizes, directory2);
  if (fault) throw damaged(directory2, fault);
  return sizes ? "whole" : "unknown";
}
function walFault(directory2, { walSegmentSize, redo, timeline }) {
  const segments = namesIn(join6(directory2, "pg_wal")).filter((name) => /^[0-9A-F]{24}$/.test(name));
  for (const name of segments) {
    const size = sizeOf(join6(directory2, "pg_wal", name));
    if (size !== walSegmentSize) return `pg_wal/${name} has ${size} bytes, not ${walSegmentSize}`;
  }
  const nameOf = (segment) => {
    const perFile = 0x100000000n / BigInt(walSegmentSize);
    const parts = [BigInt(timeline), segment / perFile, segment % perFile];
    return parts.map((part) => part.toString(16).toUpperCase().padStart(8, "0")).join("");
  };
  const first = redo / BigInt(walSegmentSize);
  const last = segments.sort().at(-1) ?? "";
  for (let segment = first; segment === first || nameOf(segment) < last; segment++) {
    if (!segments.includes(nameOf(segment))) return `pg_wal/${nameOf(segment)} is missing`;
  }
  return null;
}
function transactionStatusFault(directory2, { nextTransaction }) {
  const perFile = 1 << 20;
  const number = Math.floor((nextTransaction - 1) / perFile);
  const file = `pg_xact/${number.toString(16).toUpperCase().padStart(4, "0")}`;
  return sizeOf(join6(directory2, file)) ? null : `${file} is missing or empty`;
}
async function checkCatalogue(sql, directory2) {
  const [fault] = await sql.query(`
    SELECT relname::text AS name, file, (stat).size::float8 AS size
    FROM pg_class, pg_relation_filepath(oid) AS file, pg_stat_file(file, true) AS stat
    WHERE relkind IN ('r', 'i', 't', 'S', 'm') AND relpersistence = 'p'
      AND ((stat).size IS NULL
        OR (stat).size / 8192 < greatest(least(relpages, 131072), CASE relkind WHEN 'i' THEN 1 ELSE 0 END))
    ORDER BY 1 LIMIT 1`);
  if (!fault) return;
  throw damaged(
    directory2,
    fault.size === null ? `${fault.file} (${fault.name}) is missing` : `${fault.file} (${fault.name}) is cut short to ${fault.size} bytes`
  );
}

// src/database/held-back.ts
import fs from "node:fs";
import { join as join7, posix } from "node:path";
import { NodeFS } from "@electric-sql/pglite/nodefs";

// src/database/known-sizes.ts
var fromEnd = 2;
function keepSizes({ node_ops, stream_ops }) {
  const sizes = /* @__PURE__ */ new WeakMap();
  const { llseek, write, setattr } = stream_ops;
  const setNode = node_ops.setattr;
  Object.assign(stream_ops, {
    llseek: ((stream, offset, whence) => {
      const size = whence === fromEnd ? sizes.get(stream.node) : void 0;
      if (size !== void 0 && size + offset >= 0) return size + offset;
      const position = llseek(stream, offset, whence);
      if (whence === fromEnd) sizes.set(stream.node, position - offset);
      return position;
    }),
    write: ((stream, buffer, offset, length, position) => {
      const size = sizes.get(stream.node);
      sizes.delete(stream.node);
      const written = write(stream, buffer, offset, length, position);
      if (size !== void 0) sizes.set(stream.node, Math.max(size, position + written));
      return written;
    }),
    ...setattr && {
      setattr: (stream, attributes) => {
        sizes.delete(stream.node);
        setattr(stream, attributes);
      }
    }
  });
  node_ops.setattr = (node, attributes) => {
    sizes.delete(node);
    setNode(node, attributes);
  };
}

// src/database/held-back.ts
var HeldBackFiles = class extends NodeFS {
  /** Path of a file or directory -> its copy. */
  #copies = /* @__PURE__ */ new Map();
  #removed = /* @__PURE__ */ new Set();
  #streams = /* @__PURE__ */ new Set();
  #copyFolder;
  #count = 0;
  #restoreOperations = () => {
  };
  /** The first error of the disk itself: no space, no permission, a fault. */
  diskError;
  constructor(directory2) {
    super(directory2);
    this.#copyFolder = `${directory2}.opening`;
    fs.rmSync(this.#copyFolder, { recursive: true, force: true });
    fs.mkdirSync(this.#copyFolder, { mode: 448 });
  }
  async init(pglite, options) {
    const { emscriptenOpts } = await super.init(pglite, options);
    const wrap = (module) => {
      keepSizes(module.NODEFS);
      this.#wrapOperations(module.NODEFS, module.FS.ErrnoError);
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [wrap, ...emscriptenOpts.preRun ?? []] } };
  }
  /**
   * Makes all changes, or none if one of the directories is not writable. A kill midway leaves the database as after
   * any crash: the log (WAL) is in place before the changes that it describes, then pg_control, which says where
   * recovery begins, and removals come last.
   */
  commit() {
    const paths = [...this.#copies.keys(), ...this.#removed];
    const folders2 = new Set(paths.map((path) => posix.dirname(path)).filter((path) => fs.existsSync(path)));
    for (const folder2 of folders2) fs.accessSync(folder2, fs.constants.W_OK);
    const order = (path) => path.includes("/pg_wal/") ? 1 : path.endsWith("/pg_control") ? 3 : 2;
    const isDirectory = (path) => fs.statSync(path).isDirectory();
    for (const [path, copy] of this.#copies)
      if (isDirectory(copy)) fs.mkdirSync(path, { recursive: true, mode: fs.statSync(copy).mode });
    const files = [...this.#copies].filter(([, copy]) => !isDirectory(copy));
    for (const [path, copy] of files.sort(([a], [b]) => order(a) - order(b))) fs.renameSync(copy, path);
    for (const path of this.#removed) fs.rmSync(path, { recursive: true });
    this.#restoreOperations();
    fs.rmSync(this.#copyFolder, { recursive: true });
  }
  discard() {
    for (const { nfd } of this.#streams) fs.closeSync(nfd);
    this.#streams.clear();
    fs.rmSync(this.#copyFolder, { recursive: true, force: true });
  }
  #wrapOperations(nodefs, ErrnoError) {
    const { realPath, tryFSOperation } = nodefs;
    const node = { ...nodefs.node_ops };
    const stream = { ...nodefs.stream_ops };
    this.#restoreOperations = () => {
      Object.assign(nodefs, { realPath, tryFSOperation });
      Object.assign(nodefs.node_ops, node);
      Object.assign(nodefs.stream_ops, stream);
    };
    const copy = (of) => {
      const path = realPath(of);
      if (this.#copies.has(path)) return;
      if (this.#removed.has(path)) throw new ErrnoError(badDescriptor);
      nodefs.tryFSOperation(() => this.#copyFile(nodefs, of, path));
    };
    nodefs.realPath = (of) => {
      const path = realPath(of);
      return this.#copies.get(path) ?? path;
    };
    nodefs.tryFSOperation = (work) => tryFSOperation(() => {
      try {
        return work();
      } catch (error) {
        const { code } = error;
        if (diskErrorCodes.has(code ?? "")) this.diskError ??= error;
        throw error;
      }
    });
    Object.assign(nodefs.node_ops, this.#nodeOperations(nodefs, ErrnoError, { realPath, copy, node }));
    Object.assign(nodefs.stream_ops, this.#streamOperations(stream, copy));
  }
  #copyFile(nodefs, of, path) {
    const copyPath = this.#nextName();
    fs.copyFileSync(path, copyPath, fs.constants.COPYFILE_FICLONE);
    for (const open of this.#streams) {
      if (open.node !== of) continue;
      const moved = fs.openSync(copyPath, nodefs.flagsForNode(open.flags));
      fs.closeSync(open.nfd);
      open.nfd = moved;
    }
    this.#copies.set(path, copyPath);
  }
  #nodeOperations(nodefs, ErrnoError, { realPath, copy, node }) {
    const pathOf = (parent, name) => posix.join(realPath(parent), name);
    return {
      lookup: (parent, name) => {
        const path = pathOf(parent, name);
        if (this.#removed.has(path)) throw new ErrnoError(noSuchFile);
        return nodefs.createNode(parent, name, nodefs.getMode(this.#copies.get(path) ?? path));
      },
      mknod: (parent, name, mode) => {
        const created = nodefs.createNode(parent, name, mode);
        nodefs.tryFSOperation(() => {
          const copy2 = this.#nextName();
          if ((mode & fs.constants.S_IFMT) === fs.constants.S_IFDIR) fs.mkdirSync(copy2, mode);
          else fs.writeFileSync(copy2, "", { mode });
          const path = pathOf(parent, name);
          this.#copies.set(path, copy2);
          this.#removed.delete(path);
        });
        return created;
      },
      rename: (old, directory2, name) => {
        copy(old);
        const [from, to] = [realPath(old), pathOf(directory2, name)];
        this.#copies.set(to, this.#copies.get(from));
        this.#remove(from);
        this.#removed.delete(to);
        old.name = name;
      },
      unlink: (parent, name) => this.#remove(pathOf(parent, name)),
      rmdir: (parent, name) => this.#remove(pathOf(parent, name)),
      readdir: (of) => {
        const path = realPath(of);
        const created = [...this.#copies.keys()].filter((child) => posix.dirname(child) === path);
        const kept = fs.existsSync(path) ? fs.readdirSync(path).map((name) => posix.join(path, name)) : [];
        const names = /* @__PURE__ */ new Set([...kept.filter((child) => !this.#removed.has(child)), ...created]);
        return [...names].map((child) => posix.basename(child));
      },
      setattr: (of, ...attributes) => {
        copy(of);
        node.setattr?.(of, ...attributes);
      }
    };
  }
  #streamOperations(stream, copy) {
    return {
      open: (of) => {
        stream.open?.(of);
        this.#streams.add(of);
      },
      close: (of) => {
        this.#streams.delete(of);
        stream.close?.(of);
      },
      setattr: (of, ...attributes) => {
        copy(of.node);
        stream.setattr?.(of, ...attributes);
      },
      write: (of, ...what) => {
        copy(of.node);
        return stream.write?.(of, ...what);
      }
    };
  }
  #nextName() {
    return join7(this.#copyFolder, String(this.#count++));
  }
  #remove(path) {
    this.#copies.delete(path);
    if (fs.existsSync(path)) this.#removed.add(path);
  }
};
var badDescriptor = 8;
var noSuchFile = 44;
var diskErrorCodes = new Set("ENOSPC EDQUOT EACCES EPERM EROFS EIO EMFILE ENFILE".split(" "));

// src/database/embedded/sql.ts
var bigintOid = 20;
var textParsers = { [bigintOid]: (value) => value };
var sqlOver = (statements) => ({
  query: async (text, parameters = []) => (await statements.query(text, [...parameters], { parsers: textParsers })).rows,
  script: async (text) => {
    await statements.exec(text);
  }
});
var transactionOver = (connection) => (work) => connection.transaction((transaction) => work(sqlOver(transaction)));

// src/database/embedded/open-files.ts
var sharedBuffers = 4096;
async function openFiles(directory2) {
  const state = checkFiles(directory2);
  const fs2 = new HeldBackFiles(directory2);
  const errorLines = [];
  let pglite;
  try {
    pglite = await PGlite2.create({
      fs: fs2,
      ...pgliteOptions(sharedBuffers),
      onStderr: (line) => errorLines.push(line) > 0
    });
    const connection = connectionOf(pglite);
    if (state === "unknown") await checkCatalogue(sqlOver(connection), directory2);
    await migrate({ transaction: transactionOver(connection) });
    fs2.commit();
    return pglite;
  } catch (error) {
    await pglite?.close().catch(() => {
    });
    fs2.discard();
    if (error instanceof KindredError) throw error;
    const fatal = errorLines.findLast((line) => /(FATAL|PANIC):/.test(line))?.replace(/^.*?(FATAL|PANIC): */, "");
    const why = fs2.diskError?.message ?? fatal ?? error.message;
    const isSystemError = error instanceof Error && "syscall" in error;
    if (state === "absent" || fs2.diskError || isSystemError || notDamage.test(why)) throw unusable(directory2, why);
    throw fatal || isEngineFault(error) ? damaged(directory2, why) : error;
  }
}
var notDamage = /incompatible with server|configuration|out of memory/;
var isEngineFault = (error) => error instanceof WebAssembly.RuntimeError || /^(XX|58)/.test(error.code ?? "");

// src/database/embedded/pace.ts
import { setTimeout as delay2 } from "node:timers/promises";
var requestWindow = 1e3;
function pace(now = () => performance.now(), pause = delay2) {
  let lastRequest = Number.NEGATIVE_INFINITY;
  let pauseEnds = Number.NEGATIVE_INFINITY;
  return {
    requested: () => {
      lastRequest = now();
    },
    background: async (work) => {
      const remaining = pauseEnds - now();
      if (remaining > 0 && now() - lastRequest < requestWindow) await pause(remaining);
      const began = now();
      try {
        return await work();
      } finally {
        pauseEnds = now() + (now() - began);
      }
    }
  };
}

// src/database/embedded/port-server.ts
import { setImmediate } from "node:timers/promises";
function servePort(port, host, { background = false, idleMs: idleMs2 } = {}) {
  const { connection, turns, pace: pace2 } = host;
  const { reply, answer } = repliesOn(port);
  const transactions = transactionsOn(port, connection, idleMs2);
  const listening = /* @__PURE__ */ new Map();
  const removals = [];
  let closed = false;
  const turn = (work) => {
    if (background) return pace2.background(() => inTurn(work));
    pace2.requested();
    return inTurn(work);
  };
  const inTurn = (work) => turns.run(port, () => work().finally(() => setImmediate()));
  async function listen(channel) {
    listening.set(
      channel,
      connection.listen(channel, (payload) => reply({ channel, payload }))
    );
    await listening.get(channel);
  }
  async function unlisten(channel) {
    const end = await listening.get(channel);
    listening.delete(channel);
    await end?.();
  }
  async function copyFiles() {
    if (!host.copyFiles) throw new KindredError("CONFLICT", "This database has no files.");
    for (const earlier of removals.splice(0)) earlier();
    const remove = await host.copyFiles();
    if (closed) remove();
    else removals.push(remove);
  }
  port.on("message", (message) => {
    const request = message;
    const { id } = request;
    if ("within" in request && request.within !== void 0) {
      return transactions.deliver(request.within, request);
    }
    const answerInTurn = (work) => void answer(id, turn(work));
    switch (request.do) {
      case "begin":
        return void turn(async () => closed ? void 0 : transactions.run(id, request.settings));
      case "listen":
        return answerInTurn(() => listen(request.channel));
      case "unlisten":
        return answerInTurn(() => unlisten(request.channel));
      case "copy":
        return answerInTurn(copyFiles);
      case "query":
      case "exec":
        return answerInTurn(() => perform(beginningWith2(connection, request.settings), request));
    }
  });
  port.on("close", () => {
    closed = true;
    for (const remove of removals) remove();
    transactions.abandon();
    for (const channel of listening.keys()) void turn(() => unlisten(channel));
  });
}
function repliesOn(port) {
  const reply = (message) => port.postMessage(message);
  const answer = (id, work) => work.then(
    (found) => reply({ id, answer: found }),
    (error) => reply({ id, error: sendable(error) })
  );
  return { reply, answer };
}
var beginningWith2 = (connection, settings) => settings ? connection.beginningWith(settings) : connection;
function transactionsOn(port, connection, idleMs2) {
  const { reply, answer } = repliesOn(port);
  const inboxes = /* @__PURE__ */ new Map();
  return {
    /** Resolves when the transaction has ended. */
    run: async (id, settings) => {
      const inbox = mailbox(idleMs2);
      inboxes.set(id, inbox);
      let lastRequest = id;
      try {
        await beginningWith2(connection, settings).transaction(async (inner) => {
          reply({ id });
          for (let request = await inbox.next(); ; request = await inbox.next()) {
            if (request.do !== "end") await answer(request.id, perform(inner, request));
            else {
              lastRequest = request.id;
              if (!request.commit) await inner.rollback();
              return;
            }
          }
        });
        reply({ id: lastRequest });
      } catch (error) {
        reply({ id: lastRequest, error: sendable(error) });
        if (error instanceof IdleError) port.close();
      } finally {
        inboxes.delete(id);
      }
    },
    deliver: (within, request) => {
      const inbox = inboxes.get(within);
      if (inbox) inbox.put(request);
      else reply({ id: request.id, error: sendable(new Error("the transaction has ended")) });
    },
    /** Rolls all back: the connection has closed. */
    abandon: () => {
      for (const inbox of inboxes.values()) inbox.fail(new Error("the connection was closed"));
    }
  };
}
async function perform(statements, request) {
  if (request.do === "exec") await statements.exec(request.statements);
  if (request.do !== "query") return void 0;
  const { text, parameters, unread } = request.statement;
  const parsers = Object.fromEntries(unread.map((type) => [type, (value) => value]));
  const { fields, rows, affectedRows } = await statements.query(text, [...parameters], { rowMode: "array", parsers });
  return { fields, rows, affectedRows };
}
var IdleError = class extends Error {
};
function mailbox(idleMs2) {
  const items = [];
  let failure;
  let wake = () => {
  };
  return {
    put: (item) => {
      items.push(item);
      wake();
    },
    fail: (error) => {
      failure = error;
      wake();
    },
    next: async () => {
      const onTimeout = () => {
        failure = new IdleError("the transaction was left idle");
        wake();
      };
      const timer = idleMs2 === void 0 ? void 0 : setTimeout(onTimeout, idleMs2);
      try {
        while (items.length === 0) {
          if (failure) throw failure;
          await new Promise((resolve) => {
            wake = resolve;
          });
        }
        return items.shift();
      } finally {
        clearTimeout(timer);
      }
    }
  };
}

// src/database/embedded/thread.ts
var idleMs = 1e4;
var graceMs = 5e3;
var { directory, askPath } = workerData;
var owner = parentPort;
var send = (message) => owner.postMessage(message);
try {
  const pglite = await openFiles(directory);
  watchEngine(pglite, (fault) => {
    send({ crashed: sendable(fault) });
    process.exit(1);
  });
  const connection = connectionOf(pglite);
  const copier = fileCopier(directory, connection);
  const host = { connection, turns: fairTurns(1), pace: pace(), copyFiles: copier.make };
  const askSocket = askPath ? await listenAtSocket(askPath, (port) => servePort(port, host, { idleMs })).catch(() => null) : null;
  owner.on("message", (message) => {
    if ("connect" in message) servePort(message.connect, host, { background: message.background });
    else void close();
  });
  send({ opened: true });
  async function close() {
    await askSocket?.close(graceMs);
    await host.turns.run(owner, closeFiles);
  }
  async function closeFiles() {
    try {
      copier.remove();
      await connection.close();
      recordSizes(directory);
      send({ closed: true });
    } catch (error) {
      send({ failed: sendable(error) });
    }
    process.exit();
  }
} catch (error) {
  send({ failed: sendable(error) });
  process.exit();
}
