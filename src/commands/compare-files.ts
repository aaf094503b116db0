// kindred compare --table …: lists from files, without a database.
import { type PeersRead, readPeers } from "../comparison/files/read-peers.js";
import { readSchools } from "../comparison/files/read-schools.js";
import { assertComparable, type CompareRequest } from "../comparison/files/request.js";
import { sourceOfFiles } from "../comparison/files/source-of-files.js";
import { comparisonFiles, type Output, writeComparison } from "./comparison-output.js";
import { Incomplete } from "./incomplete.js";
import { assertFolder } from "./output.js";
import { printRejections } from "./rejections.js";
import { withSignal } from "./signal.js";

/** Nothing is written before all is read and computed. */
export const compareFiles = (request: CompareRequest, output: Output): Promise<void> =>
  withSignal(async (interruptible) => {
    assertComparable(request);
    const inputs = [request.table, ...request.peers.map(({ path }) => path)];
    await assertFolder(output.out, comparisonFiles, ...inputs);
    const { signal } = interruptible;
    const read = await readSchools(request, signal);
    const lists: PeersRead[] = [];
    for (const given of request.peers) lists.push(await readPeers(given, request.id, read.schools, signal));
    const rejected = [read.table, ...lists].map((file) => file.rejected);
    await writeComparison(sourceOfFiles(request, read, lists), output, inputs, interruptible, () => {
      for (const [at, path] of inputs.entries()) printRejections(path, rejected[at]!);
    });
    if (rejected.some(({ length }) => length > 0)) throw new Incomplete();
  });
