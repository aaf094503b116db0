// Accepts only registered documents, by their hash, in the format of client-preset's `persistedDocuments`.
import { readFileSync } from "node:fs";
import { usePersistedOperations } from "@graphql-yoga/plugin-persisted-operations";
import { parse } from "graphql";
import { z } from "zod";
import { KindredError } from "../errors.js";

const notTrusted = () =>
  new KindredError(
    "DOCUMENT_NOT_TRUSTED",
    "Send `extensions: { persistedQuery: { version: 1, sha256Hash } }` with the hash of a document registered with this server, and no `query`.",
  );

/** @throws KindredError WRONG_FILE if the file does not map hashes to documents */
export function useTrustedDocuments(path: string) {
  const documents = readDocuments(path);
  const customErrors = { notFound: notTrusted, keyNotFound: notTrusted, persistedQueryOnly: notTrusted };
  return usePersistedOperations({
    getPersistedOperation: (hash) => documents.get(hash) ?? null,
    customErrors: customErrors as never, // not GraphQLErrors: use-error-codes converts them
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
      `KINDRED_TRUSTED_DOCUMENTS: ${path} is not a JSON object of hashes and GraphQL documents: ${why}`,
    );
  }
}
