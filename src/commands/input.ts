// Checks that an argument names a file that can be read, before anything else is done.
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { KindredError } from "../errors.js";

/** @throws KindredError BAD_ARGUMENT naming the path */
export async function assertReadable(path: string): Promise<void> {
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw cannotBeRead(path, error.code === "ENOENT" ? "there is no such file" : error.message);
  });
  if (status.isDirectory()) throw cannotBeRead(path, "it is a directory");
  await access(path, constants.R_OK).catch(() => {
    throw cannotBeRead(path, "its mode does not let you");
  });
}

const cannotBeRead = (path: string, reason: string) =>
  new KindredError("BAD_ARGUMENT", `${path} cannot be read: ${reason}`);
