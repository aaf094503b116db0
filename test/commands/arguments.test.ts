// Arguments are checked before the database is opened: here another process has it.
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Lock, lockDirectory } from "../../src/database/lock.js";
import { fileOptions } from "../../src/import/sources.js";
import { argumentsOf, everyCommand } from "./every-command.js";
import { kindredHere } from "./kindred.js";
import { anyText, contradictions, type Wrong, wrongArguments } from "./wrong-arguments.js";

let data: string;
let lock: Lock;
let wrong: readonly Wrong[];
let commands: Awaited<ReturnType<typeof everyCommand>>;
beforeAll(async () => {
  data = await realpath(await mkdtemp(join(tmpdir(), "kindred-arguments-")));
  await mkdir(join(data, "database"));
  lock = await lockDirectory(join(data, "database"));
  await writeFile(join(data, "table.csv"), "urn,fsm,attendance\n1,10,95\n2,20,94\n");
  await writeFile(join(data, "policy.json"), `{"floor":80}`);
  vi.stubEnv("KINDRED_DATA", data);
  vi.stubEnv("DATABASE_URL", "");
  commands = await everyCommand();
  const files = fileOptions.map(
    (option) => [`--${option.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, option] as const,
  );
  wrong = wrongArguments(data, files);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await lock.release();
  await rm(data, { recursive: true });
});

async function expectRefused(words: readonly string[], message: RegExp) {
  const { code, out, err } = await kindredHere(words);
  const ended = { code, out, lines: err.trimEnd().split("\n").length };
  expect(ended, `kindred ${words.join(" ")}: ${err}`).toEqual({ code: 2, out: "", lines: 1 });
  expect(err).toMatch(/^kindred: /);
  expect(err).toMatch(message);
}

describe("while another process has the database", () => {
  it("a command with good arguments ends with 1, and names the process", async () => {
    expect(await kindredHere(["runs"])).toMatchObject({
      code: 1,
      err: expect.stringContaining(`is in use by process ${process.pid}`),
    });
  });

  it("a wrong value of any argument of any command is reported in one line, and ends it with 2", async () => {
    for (const [, , words, message] of wrong) await expectRefused(words, message);
    expect(await readdir(data), "nothing is written").not.toContain("out");
  });

  it("so are arguments that contradict one another, and missing ones", async () => {
    for (const [, , words, message] of contradictions) await expectRefused(words, message);
    for (const [name, { registeredArguments, options }] of commands) {
      const needed = registeredArguments.some(({ required }) => required) || options.some(({ mandatory }) => mandatory);
      if (needed) await expectRefused(name.split(" "), /missing required argument|required option .* not specified/);
    }
  });

  it("so are options and commands that do not exist", async () => {
    for (const name of commands.keys())
      await expectRefused([...name.split(" "), "--dance"], /unknown option '--dance'|not specified/);
    for (const words of [["dance"], ["client", "dance"], ["targets", "dance"]])
      await expectRefused(words, /unknown command 'dance'/);
  });

  it("a demo of another size than the one that exists is refused for that", async () => {
    await mkdir(join(data, "demo"));
    await writeFile(join(data, "demo/state.json"), '{ "schools": 300, "files": [] }');
    expect(await kindredHere(["demo", "--schools", "400"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("made with 300 schools: give --reset"),
    });
    await rm(join(data, "demo"), { recursive: true });
  });
});

it("has a wrong value for every argument of every command", () => {
  const tried = new Set([...wrong.map(([command, argument]) => `${command} ${argument}`), ...anyText]);
  const taken = [...commands].flatMap(([name, command]) =>
    argumentsOf(command).map((argument) => `${name} ${argument}`),
  );
  expect([...tried].sort()).toEqual(taken.sort());
});
