// Starts the two servers over the two databases, of this tree or of a copy of it with a leak planted.
import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Commands, World } from "./protocol.js";

export const here = resolve(import.meta.dirname, "../..");

export interface Server {
  call<Name extends keyof Commands>(name: Name, given: Commands[Name]["takes"]): Promise<Commands[Name]["gives"]>;
  close(): Promise<void>;
}

export interface Twins {
  readonly world: World;
  readonly servers: readonly [Server, Server];
  /** The same to both, at the same time. */
  both<Name extends keyof Commands>(
    name: Name,
    given: Commands[Name]["takes"],
  ): Promise<[Commands[Name]["gives"], Commands[Name]["gives"]]>;
  close(): Promise<void>;
}

/**
 * @param world what their databases differ in
 * @param root the tree whose server is started; needs KINDRED_TEST_TEMPLATE (see test/support/template.ts)
 */
export async function startTwins(world: World, root = here): Promise<Twins> {
  const [one, other] = await Promise.all([startServer(root, world, 0), startServer(root, world, 1)]);
  return {
    world,
    servers: [one, other],
    both: (name, given) => Promise.all([one.call(name, given), other.call(name, given)]),
    close: async () => {
      await Promise.all([one.close(), other.close()]);
    },
  };
}

async function startServer(root: string, world: World, twin: 0 | 1): Promise<Server> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const child = fork(join(root, "test/confidentiality/twin.ts"), [String(twin), world], {
    cwd: root,
    execArgv: ["--max-semi-space-size=64", "--import", tsx],
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let told = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (told += data));
  const next = (): Promise<unknown> =>
    new Promise((done, fail) => {
      const ended = (code: number | null) => fail(new Error(`server ${twin} ended with ${code}: ${told}`));
      child.once("exit", ended);
      child.once("message", (message: { gives?: unknown; failed?: string }) => {
        child.off("exit", ended);
        if (message.failed) fail(new Error(`server ${twin}: ${message.failed}`));
        else done(message.gives);
      });
    });
  await next();
  return {
    call: (name, given) => {
      const answer = next();
      child.send({ name, given });
      return answer as never;
    },
    close: () => end(child),
  };
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || !child.connected) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.disconnect();
  });
}
