// kindred export: writes a run's cohorts, a set's targets or a plan's partnerships as files.
import { join } from "node:path";
import { Command } from "commander";
import { operator } from "../access/operator.js";
import { refuse } from "../errors.js";
import { exportPartnerships } from "../partnerships/export.js";
import { count, counted, plural } from "../plural.js";
import type { ExportOptions, IdOrYear } from "../runs/export/every-school.js";
import { exportedFiles, exportRun } from "../runs/export/export-run.js";
import { type SecretExport, secretFiles, writeSecretFiles } from "../runs/export/secret-files.js";
import { requireFinishedRun } from "../runs/store.js";
import { exportTargets } from "../targets/export.js";
import { idOrYear, runId } from "./options.js";
import { assertFolder, assertWritable, makeFolder, print, writeTogether } from "./output.js";
import { type Session, withReadingSession } from "./session.js";

interface Exported {
  readonly run?: string;
  readonly targets?: IdOrYear;
  readonly partnerships?: IdOrYear;
}

export const command = new Command("export")
  .argument("[run]", "id of a run, as listed by kindred runs", runId)
  .option(
    "--targets <set-or-year>",
    "not a run, but a target set by id, or the set issued for a year",
    idOrYear("TargetSet"),
  )
  .option(
    "--partnerships <plan-or-year>",
    "not a run, but a plan by id, or the current plan of a base year",
    idOrYear("PartnershipPlan"),
  )
  .requiredOption("--out <folder>", "folder for the files; targets and partnerships are secret")
  .action(async (run: string | undefined, { out, ...secret }: Exported & { readonly out: string }) => {
    const exported = { run, ...secret };
    await assertFolder(out, filesOf(exported));
    await withReadingSession((session) => exportTo(out, exported, session));
  });

/** @throws KindredError BAD_ARGUMENT unless one thing is to be exported */
function filesOf({ run, targets, partnerships }: Exported): readonly string[] {
  if ([run, targets, partnerships].filter((given) => given !== undefined).length !== 1)
    refuse("Give one of these: a run, --targets or --partnerships.");
  if (run !== undefined) return exportedFiles;
  return secretFiles(targets ? "targets" : "partnerships");
}

async function exportTo(out: string, { run, targets, partnerships }: Exported, session: Session): Promise<void> {
  const { database, signal, progress } = session;
  const options: ExportOptions = {
    signal,
    onProgress: (stage, done, total) => progress.report(stage, done, total),
  };
  if (targets) return writeSecret(out, await exportTargets(database, operator, targets, options), session);
  if (partnerships) {
    const read = await exportPartnerships(database, operator, partnerships, options);
    return writeSecret(out, read, session);
  }

  const found = await requireFinishedRun(database, operator, run!);
  const write = (folder: string) => exportRun(database, operator, found, folder, options);
  const { schools, matched } = await writeTo(out, exportedFiles, write, session);
  print(`${count(matched)} of ${counted(schools, "school")} ${plural(schools, "has", "have")} peers`);
  printWritten(out, exportedFiles);
}

async function writeSecret<Row>(out: string, read: SecretExport<Row>, session: Session): Promise<void> {
  const files = secretFiles(read.name);
  await writeTo(out, files, (folder) => writeSecretFiles(read, folder), session);
  const counts = Object.entries(read.about.counts).map(([name, number]) => `${count(number)} ${name}`);
  print(counts.join(", "));
  printWritten(out, files);
  print("These files are secret. Their mode lets only you read them.");
}

async function writeTo<T>(
  out: string,
  files: readonly string[],
  write: (folder: string) => Promise<T>,
  { progress }: Session,
): Promise<T> {
  await makeFolder(out);
  await assertWritable(files.map((file) => join(out, file)));
  const written = await writeTogether(out, files, write);
  progress.end();
  return written;
}

const printWritten = (out: string, files: readonly string[]) => print(`Wrote ${files.join(", ")} to ${out}`);
