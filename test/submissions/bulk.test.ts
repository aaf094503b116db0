// Files of submissions: what becomes of their lines, whatever a file holds, and of files that are not whole.
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { revokeClient } from "../../src/access/clients.js";
import { revokeGrant } from "../../src/access/grants.js";
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { claim } from "../../src/jobs/lease.js";
import { findJob, requeueJob } from "../../src/jobs/queue.js";
import { work } from "../../src/jobs/work.js";
import { workOff } from "../../src/jobs/worker.js";
import { bulkJobs } from "../../src/submissions/bulk/job.js";
import { pruneBulk } from "../../src/submissions/bulk/prune.js";
import { addPiece, beginUpload, completeUpload, discardUpload } from "../../src/submissions/bulk/receive.js";
import { cancelBulk, rejectionsOf, requireBulk } from "../../src/submissions/bulk/store.js";
import { usualHalfTerms } from "../../src/submissions/half-terms/table.js";
import { outliveLease } from "../jobs/handlers.js";
import { testDatabase } from "../support/database.js";
import { rewind } from "../support/rewind.js";
import { days, jsonLines, readFileOf, sendFile } from "./bulk-files.js";
import { agreed, department, layWorld, schoolOf, vendorOf } from "./world.js";

let database: Database;
let vendor: Viewer;
beforeAll(async () => {
  database = await testDatabase();
  vendor = await layWorld(database);
});
beforeEach(() => database.script("TRUNCATE submission, bulk_submission, idempotent_answer, job CASCADE"));
afterAll(() => database.close());

const countOf = async (table: string) =>
  (await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`))[0]!.count;
const send = (lines: readonly string[], options?: Parameters<typeof sendFile>[3]) =>
  sendFile(database, vendor, jsonLines(lines), options);
const read = (id: string, limits?: Parameters<typeof readFileOf>[3], viewer = vendor) =>
  readFileOf(database, viewer, id, limits);
/** Reads a file of these bytes. */
const readBytes = async (bytes: Buffer, limits?: Parameters<typeof readFileOf>[3], gzip = false) =>
  read(await sendFile(database, vendor, bytes, { gzip }), limits);
const codeOf = (work: Promise<unknown>) => work.then(String, ({ code }: { code: string }) => code);
const counts = (given: Partial<Record<"lines" | "stored" | "unchanged" | "superseded" | "rejected", number>>) => ({
  ...{ lines: 0, stored: 0, unchanged: 0, superseded: 0, rejected: 0 },
  ...given,
});

describe("a file", () => {
  it.each([false, true])("is submitted line by line, compressed: %s", async (gzip) => {
    const found = await read(await send(days(10), { gzip }));
    expect(found).toMatchObject({ status: "SUCCEEDED", counts: counts({ lines: 10, stored: 10 }), rejections: [] });
    expect([await countOf("submission"), await countOf("bulk_piece")]).toEqual([10, 0]);
  });

  it("counts what each line did, and lists the rejected ones with line, rule and period", async () => {
    await read(await send(days(4, { revision: 2 })));
    const lines = [...days(2, { revision: 2 }), ...days(2), ...days(1, { urn: 100_003 }), ...days(1, { revision: 3 })];
    const found = await read(await send(lines));
    expect(found.counts).toEqual(counts({ lines: 6, stored: 1, unchanged: 2, superseded: 2, rejected: 1 }));
    const text = { urn: 100_003, scope: "AGE_5_15", from: "2024-09-02", to: "2024-09-02", revision: 1 };
    expect(found.rejections).toEqual([
      { line: 5, rule: "NO_AGREEMENT", message: expect.stringContaining("100003"), text: JSON.stringify(text) },
    ]);
  });

  it("of more lines than a batch is submitted whole", async () => {
    const lines = Array.from({ length: 13 }, (_, revision) => days(100, { revision })).flat();
    const found = await read(await send(lines, { gzip: true, piece: 1000 }));
    expect(found.counts).toEqual(counts({ lines: 1300, stored: 1300 }));
  });

  it("may have CR LF, blank lines, a byte order mark, and a last line without an end", async () => {
    const text = `\uFEFF${days(3).join("\r\n")}\r\n\r\n  \n${days(4)[3]}`;
    expect((await readBytes(Buffer.from(text))).counts).toEqual(counts({ lines: 4, stored: 4 }));
  });

  it("of blank lines only succeeds with nothing", async () => {
    expect(await readBytes(Buffer.from("\n\r\n"))).toMatchObject({ status: "SUCCEEDED", counts: counts({}) });
  });

  it.each([
    ["NOT_JSON", Buffer.from('{"urn": 100001,')],
    ["NOT_JSON", Buffer.from("Jane Doe,2010-01-01")],
    ["FORM", Buffer.from("[]")],
    ["FORM", Buffer.from("null")],
    ["FORM", Buffer.from('{"urn":"Jane Doe"}')],
    ["NAMES_PUPIL", Buffer.from('{"urn":100001,"pupilName":"Jane Doe"}')],
    ["NOT_UTF8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ["LINE_TOO_LONG", Buffer.from(`{"x":"${"Jane Doe".repeat(1000)}"}`)],
  ])("with a line that breaks %s rejects that line without its text, and submits the rest", async (rule, line) => {
    const [first, second] = days(2);
    const bytes = Buffer.concat([Buffer.from(`${first}\n`), line, Buffer.from(`\n${second}\n`)]);
    const found = await readBytes(bytes, { line: 1000 });
    expect(found.counts).toEqual(counts({ lines: 3, stored: 2, rejected: 1 }));
    expect(found.rejections).toMatchObject([{ line: 2, rule, text: "" }]);
    expect(JSON.stringify(found.rejections)).not.toContain("Doe");
  });

  it("with a line of 100 MB rejects it, and submits the rest", async () => {
    const [first, second] = days(2);
    const bytes = gzipSync(
      Buffer.concat([Buffer.from(`${first}\n`), Buffer.alloc(100e6, "x"), Buffer.from(`\n${second}`)]),
    );
    const upload = await beginUpload(database, vendor, true);
    await addPiece(database, upload, new Uint8Array(bytes));
    const found = await read(await completeUpload(database, vendor, upload, null));
    expect(found.counts).toEqual(counts({ lines: 3, stored: 2, rejected: 1 }));
    expect(found.rejections).toMatchObject([{ line: 2, rule: "LINE_TOO_LONG" }]);
  });

  it("with more lines than are allowed fails, and keeps and counts those before", async () => {
    const found = await readBytes(jsonLines(days(5)), { lines: 3 });
    expect(found).toMatchObject({
      status: "FAILED",
      errorCode: "BODY_TOO_LARGE",
      counts: counts({ lines: 3, stored: 3 }),
    });
    expect(found.error).toContain("more than 3 lines");
    expect([await countOf("submission"), await countOf("bulk_piece")]).toEqual([3, 0]);
  });

  it("that unpacks to more than is allowed fails, and keeps and counts those before", async () => {
    const bomb = Buffer.concat([jsonLines(days(4)), Buffer.alloc(20_000_000, "\n")]);
    const found = await readBytes(bomb, { unpacked: 10_000_000 }, true);
    expect(found).toMatchObject({
      status: "FAILED",
      errorCode: "BODY_TOO_LARGE",
      counts: counts({ lines: 4, stored: 4 }),
    });
  });

  it.each([
    ["cut short", (bytes: Buffer) => bytes.subarray(0, -20)],
    ["damaged", (bytes: Buffer) => bytes.fill(0x55, 12, 30)],
    ["not compressed", () => jsonLines(days(1))],
  ])("of gzip that is %s fails with what to do", async (_what, damage) => {
    const upload = await beginUpload(database, vendor, true);
    await addPiece(database, upload, new Uint8Array(damage(gzipSync(jsonLines(days(20))))));
    const found = await read(await completeUpload(database, vendor, upload, null));
    expect(found).toMatchObject({ status: "FAILED", errorCode: "WRONG_FILE", error: expect.stringContaining("Send") });
    expect(await countOf("bulk_piece")).toBe(0);
  });
});

describe("a worker that dies", () => {
  const options = { stop: new AbortController().signal, logger: { error: () => {} }, retry: true };
  const kinds = ["submissions"];
  const lines = Array.from({ length: 12 }, (_, revision) => days(100, { revision })).flat();
  const withRejected = lines.map((line, index) => (index % 50 === 7 ? "{" : line));

  it("at any of its transactions is continued by another, and no line counts twice", async () => {
    const id = await send(withRejected, { piece: 10_000 });
    const { jobId } = await requireBulk(database, vendor, id);
    for (let crash = 1; crash <= 3; crash++) {
      // It dies in its second transaction, before the commit: the first batch of each attempt stays.
      let transactions = 0;
      const dying: Database = {
        ...database,
        transaction: (body) =>
          database.transaction(async (sql) => {
            const result = await body(sql);
            if (++transactions === 2) throw new Error("killed");
            return result;
          }),
      };
      const lease = (await claim(dying, { kinds, jobId }))!;
      await expect(work(dying, bulkJobs(usualHalfTerms), lease, options)).resolves.toBeDefined();
      await rewind(
        database,
        `UPDATE job SET run_after = now(), status = 'RUNNING', worker = 'dead' WHERE id = '${jobId}'`,
      );
      await outliveLease(database, jobId);
    }
    const found = await read(id);
    expect(found).toMatchObject({ status: "SUCCEEDED", counts: counts({ lines: 1200, stored: 1176, rejected: 24 }) });
    expect(await countOf("submission")).toBe(1176);
    expect(found.rejections.map(({ line }) => line)).toEqual(Array.from({ length: 24 }, (_, index) => 8 + 50 * index));
  });
});

describe("a file that is not complete", () => {
  it("is seen by nobody, submits nothing, and leaves nothing once it is discarded", async () => {
    const upload = await beginUpload(database, vendor, false);
    await addPiece(database, upload, new Uint8Array(jsonLines(days(2))));
    expect(await codeOf(requireBulk(database, vendor, upload.bulkId))).toBe("NOT_FOUND");
    expect(await claim(database, { kinds: ["submissions"] })).toBeNull();
    await discardUpload(database, upload);
    expect(await Promise.all(["bulk_submission", "bulk_piece", "job", "submission"].map(countOf))).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it("is removed by its own job if the server died", async () => {
    const { jobId } = await beginUpload(database, vendor, false);
    expect(await codeOf(workOff(database, bulkJobs(usualHalfTerms), jobId))).toBe("CANCELLED");
    expect([await countOf("bulk_submission"), await countOf("submission")]).toEqual([0, 0]);
  });

  it("is refused if it is empty", async () => {
    expect(await codeOf(sendFile(database, vendor, Buffer.alloc(0)))).toBe("BAD_REQUEST");
  });
});

describe("a file sent again with the same idempotency key", () => {
  const key = "00000000-0000-4000-8000-00000000000a";
  it("is the same file", async () => {
    const first = await send(days(3), { key });
    expect(await send(days(3), { key })).toBe(first);
    expect(await Promise.all(["bulk_submission", "job"].map(countOf))).toEqual([1, 1]);
    expect((await read(first)).counts).toEqual(counts({ lines: 3, stored: 3 }));
    expect(await send(days(3), { key })).toBe(first);
  });

  it("is refused with other content", async () => {
    await send(days(3), { key });
    expect(await codeOf(send(days(4), { key }))).toBe("IDEMPOTENCY_KEY_REUSED");
  });
});

describe("a client", () => {
  it("sees its own files only", async () => {
    const id = await send([...days(1), "{"]);
    const other = await vendorOf(database, "Other Vendor", agreed);
    for (const viewer of [other, { ...schoolOf(100_001), clientId: other.clientId }]) {
      expect(await codeOf(requireBulk(database, viewer, id))).toBe("NOT_FOUND");
      expect(await codeOf(rejectionsOf(database, viewer, { id, after: 0 }))).toBe("NOT_FOUND");
      expect(await codeOf(cancelBulk(database, viewer, id))).toBe("NOT_FOUND");
    }
    for (const viewer of [department, { ...vendor, clientId: null }])
      expect(await codeOf(requireBulk(database, viewer, id))).toBe("FORBIDDEN");
    expect(await codeOf(requireBulk(database, vendor, "x"))).toBe("NOT_FOUND");
  });

  it("can have four files that wait or are being read", async () => {
    const ids: string[] = [];
    for (let file = 0; file < 4; file++) ids.push(await send(days(1)));
    expect(await codeOf(send(days(1)))).toBe("CONFLICT");
    await read(ids[0]!);
    expect(await codeOf(send(days(1)))).not.toBe("CONFLICT");
  });

  it("can cancel a file, of which nothing is submitted then", async () => {
    const id = await send(days(2));
    expect(await cancelBulk(database, vendor, id)).toMatchObject({ status: "CANCELLED", lines: 0 });
    expect([await countOf("bulk_piece"), await countOf("submission")]).toEqual([0, 0]);
    const { jobId } = await requireBulk(database, vendor, id);
    await database.transaction((sql) => requeueJob(sql, jobId));
    expect(await read(id)).toMatchObject({ status: "FAILED", errorCode: "NOT_FOUND" });
  });

  it("that is revoked while the file waits submits nothing", async () => {
    const revoked = await vendorOf(database, "Revoked Vendor", [100_003]);
    const id = await sendFile(database, revoked, jsonLines(days(2, { urn: 100_003 })));
    await revokeClient(database, department, revoked.clientId!);
    expect(await read(id, {}, revoked)).toMatchObject({ status: "FAILED", errorCode: "FORBIDDEN", counts: counts({}) });
  });

  it("submits by the agreements of the moment, and reads nothing more of a school that revokes", async () => {
    const other = await vendorOf(database, "Vendor of the third", [100_003]);
    const lines = [...days(1, { urn: 100_003 }), ...days(1, { urn: 100_003, enrolments: -1 })];
    const first = await sendFile(database, other, jsonLines(lines));
    expect((await read(first, {}, other)).rejections).toMatchObject([{ line: 2, rule: "COUNTS" }]);
    const second = await sendFile(database, other, jsonLines(lines));
    const [grant] = await database.query<{ id: string }>('SELECT id FROM "grant" WHERE client_id = $1', [
      other.clientId,
    ]);
    await revokeGrant(database, department, grant!.id);
    const revoked = { ...other, grants: [] };
    expect(await read(second, {}, revoked)).toMatchObject({ counts: counts({ lines: 2, rejected: 2 }) });
    expect(await rejectionsOf(database, revoked, { id: first, after: 0 })).toMatchObject([
      { line: 2, rule: "NO_AGREEMENT" },
    ]);
  });
});

describe("pruning", () => {
  it("deletes the bytes of a file a day after its job ended, and the rest with the job", async () => {
    const id = await send(days(1));
    const { jobId } = await requireBulk(database, vendor, id);
    const prune = () => database.transaction((sql) => pruneBulk(sql, 90));
    const endedAgo = (age: string) =>
      rewind(
        database,
        `UPDATE job SET status = 'FAILED', finished_at = now() - interval '${age}' WHERE id = '${jobId}'`,
      );
    await endedAgo("23 hours");
    await prune();
    expect(await countOf("bulk_piece")).toBeGreaterThan(0);
    await endedAgo("25 hours");
    await prune();
    expect([await countOf("bulk_piece"), await countOf("bulk_submission")]).toEqual([0, 1]);
    await endedAgo("91 days");
    await prune();
    expect([await countOf("bulk_submission"), await findJob(database, jobId)]).toEqual([0, expect.anything()]);
  });
});
