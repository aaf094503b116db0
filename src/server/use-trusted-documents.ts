// Only documents that were given beforehand are answered, by their hash: what client-preset's `persistedDocuments` writes.
import { readFileSync } from "node:fs";
import { usePersistedOperations } from "@graphql-yoga/plugin-persisted-operations";
import { parse } from "graphql";
import { z } from "zod";
import { KindredError } from "../errors.js";

const refused = () =>
  new KindredError(
    "DOCUMENT_NOT_TRUSTED",
    "Send `extensions: { persistedQuery: { version: 1, sha256Hash } }` with the hash of a document that this server was given, and no `query`.",
  );

/** @throws KindredError WRONG_FILE where the file is no map of hashes to documents */
export function useTrustedDocuments(path: string) {
  const documents = readDocuments(path);
  const customErrors = { notFound: refused, keyNotFound: refused, persistedQueryOnly: refused };
  return usePersistedOperations({
    getPersistedOperation: (hash) => documents.get(hash) ?? null,
    customErrors: customErrors as never, // not GraphQL's: use-error-codes tells them
  });
}

function readDocuments(path: string): ReadonlyMap<string, string> {
  try {
    const documents = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(path, "utf8")));
    for (const text of Object.values(documents)) parse(text);
    return new Map(Object.entries(documents));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new KindredError(
      "WRONG_FILE",
      `KINDRED_TRUSTED_DOCUMENTS: ${path} is no JSON object of hashes and GraphQL documents: ${why}`,
    );
  }
}
