// Runs in the child process: matches one frame after another and reports who is whose peer, without distances.
import { KindredError } from "../../errors.js";
import { matchBlock } from "../block.js";
import { findStrategy } from "../discovery.js";
import type { MatchTask } from "./match-task.js";

export type PeersReport =
  /** For each row of the frame, the rows of its peers. */
  { readonly peers: readonly Int32Array[] } | { readonly code: KindredError["code"]; readonly message: string };

async function peersOf({ frame, strategy: name, parameters, packages }: MatchTask): Promise<Int32Array[]> {
  const strategy = await findStrategy(name, packages);
  const rowOf = new Map(Array.from(frame.urn, (urn, row) => [urn, row]));
  const peers = new Array<Int32Array>(frame.size);
  for (const block of new Set(frame.block)) {
    const { frameRow, schools } = matchBlock(frame, block, { strategy, parameters });
    for (const [at, school] of schools.entries())
      peers[frameRow[at]!] = Int32Array.from("peers" in school ? school.peers : [], (urn) => rowOf.get(urn)!);
  }
  return peers;
}

process.on("message", async (task) => {
  try {
    process.send!({ peers: await peersOf(task as MatchTask) } satisfies PeersReport);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof KindredError ? error.code : "STRATEGY_FAILED";
    process.send!({ code, message } satisfies PeersReport);
  }
});
