// kindred compare --table …: lists from files, without a database.
import { type PeersRead, readPeers } from "../comparison/files/read-peers.js";
import { readSchools } from "../comparison/files/read-schools.js";
import { assertComparable, type CompareRequest } from "../comparison/files/request.js";
import { sourceOfFiles } from "../comparison/files/source-of-files.js";
import type { Rejection } from "../import/report.js";
import { counted, plural } from "../plural.js";
import { comparisonFiles, type Output, writeComparison } from "./comparison-output.js";
import { Incomplete } from "./incomplete.js";
import { assertFolder, print } from "./output.js";
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

/** Rejected rows of a file to print; the summary counts all of them. */
const maxPrinted = 100;

function printRejections(path: string, rejected: readonly Rejection[]): void {
  for (const { line, column, value, reason } of rejected.slice(0, maxPrinted))
    print(`${path}, line ${line}, ${column} ${JSON.stringify(value)}: ${reason}; the row is rejected`);
  const more = rejected.length - maxPrinted;
  if (more > 0) print(`${path}: ${counted(more, "more row")} ${plural(more, "is", "are")} rejected`);
}
