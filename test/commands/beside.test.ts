// Commands while the process that has the embedded database open dies or does not answer.
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type AskSocket, listenAtSocket } from "../../src/database/embedded/ask-socket.js";
import type { Port } from "../../src/database/embedded/protocol.js";
import { type Lock, lockDirectory } from "../../src/database/lock.js";
import { socketPath } from "../../src/database/socket-path.js";
import { kindredHere } from "./kindred.js";

let data: string;
let directory: string;
let lock: Lock;
let socket: AskSocket | undefined;
beforeEach(async () => {
  data = await realpath(await mkdtemp(join(tmpdir(), "kindred-beside-")));
  directory = join(data, "database");
  await mkdir(directory);
  lock = await lockDirectory(directory);
  vi.stubEnv("KINDRED_DATA", data);
  vi.stubEnv("DATABASE_URL", "");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await socket?.close(0);
  socket = undefined;
  await lock.release();
  await rm(data, { recursive: true });
});
const listen = async (serve: (port: Port) => void) => {
  socket = await listenAtSocket(socketPath(directory, "ask"), serve);
};

/** Any file that exists: the database is opened before its content is read. */
const file = import.meta.filename;

const reading = [
  ["runs"],
  ["jobs"],
  ["targets", "list"],
  ["targets", "met", "00000000-0000-4000-8000-000000000000", "--year", "2023/24"],
  ["compare", "00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000001", "--out", tmpdir()],
  ["export", "00000000-0000-4000-8000-000000000000", "--out", join(tmpdir(), "kindred-beside")],
  ["client", "list"],
  ["client", "keys", "00000000-0000-4000-8000-000000000000"],
  ["backup", join(tmpdir(), `kindred-beside-${process.pid}.backup`)],
];

describe("a command that reads", () => {
  it.each(reading)("fails with one line if the other process ends in the middle: kindred %s %s", async (...words) => {
    await listen((port) => port.on("message", () => port.close()));
    const { code, out, err } = await kindredHere(words);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(
      new RegExp(`^kindred: Process ${process.pid}, which had the embedded database open, ended or closed it\\..*\\n$`),
    );
  });

  it("is refused if the other process does not listen", async () => {
    const { code, err } = await kindredHere(["runs"]);
    expect(code).toBe(1);
    expect(err).toMatch(new RegExp(`^kindred: .* is in use by process ${process.pid}: .*\\n$`));
  });
});

describe("a command that writes", () => {
  it.each([
    ["publish", "00000000-0000-4000-8000-000000000000"],
    ["jobs", "retry", "00000000-0000-4000-8000-000000000000"],
    ["import", "--gias", file],
    ["restore", file],
  ])("does not connect to the other process: kindred %s", async (...words) => {
    let connections = 0;
    await listen(() => connections++);
    expect(await kindredHere(words)).toMatchObject({ code: 1 });
    expect(connections).toBe(0);
  });
});
