import { readFile } from "node:fs/promises";
import { GraphQLError, Source } from "graphql";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { documentErrorCodes, errorCodes, httpStatus, KindredError } from "../../src/errors.js";
import { useErrorCodes } from "../../src/server/use-error-codes.js";

/** The error in the response, and the log. */
function processed(error: Error, path?: string[], deadline?: AbortSignal) {
  const given = new GraphQLError(error.message, { ...(error as GraphQLError), originalError: error, path });
  const { errors, log } = processAll([given], deadline);
  return { ...errors[0]?.toJSON(), log } as {
    message: string;
    extensions: { code: string; http?: { status: number; headers: object } };
    log: string;
  };
}

function processAll(errors: GraphQLError[], deadline?: AbortSignal) {
  const log: string[] = [];
  const logger = pino({}, { write: (line: string) => log.push(line) });
  let result = { errors };
  const hook = {
    result,
    setResult: (changed: typeof result) => {
      result = changed;
    },
    setResultProcessor() {},
    serverContext: { requestId: "r-1", deadline },
  };
  useErrorCodes(logger).onResultProcess?.(hook as never);
  return { errors: result.errors, log: log.join() };
}

const described = await readFile("docs/errors.md", "utf8");
const rows = [...described.matchAll(/^\| `(\w+)` \| ?(\d*)(\*?) \| (.*?) \| (.+?) \|$/gm)];

describe("docs/errors.md", () => {
  it("lists every code with its status, meaning and remedy", () => {
    expect(Object.fromEntries(rows.map(([, code, , , meaning]) => [code, meaning]))).toEqual(errorCodes);
    const statuses = rows.flatMap(([, code, status]) =>
      status && code !== "CANCELLED" ? [[code, Number(status)]] : [],
    );
    expect(Object.fromEntries(statuses)).toEqual(httpStatus);
    expect(rows.flatMap(([, code, , star]) => (star ? [code] : [])).sort()).toEqual([...documentErrorCodes].sort());
  });
});

describe("an error", () => {
  it.each([
    ["BAD_REQUEST", 400, "BAD_REQUEST", 400],
    ["BAD_REQUEST", 405, "METHOD_NOT_ALLOWED", 405],
    ["REQUEST_ENTITY_TOO_LARGE", 413, "BODY_TOO_LARGE", 413],
    ["OPERATION_RESOLUTION_FAILURE", 400, "BAD_REQUEST", 400],
    ["GRAPHQL_PARSE_FAILED", 400, "GRAPHQL_PARSE_FAILED", 400],
  ])("from a library, %s with status %i, gets one of our codes", (code, status, ours, ourStatus) => {
    const { extensions } = processed(new GraphQLError("x", { extensions: { code, http: { status } } }));
    expect([extensions.code, extensions.http?.status]).toEqual([ours, ourStatus]);
  });

  it.each(["INTERNAL_SERVER_ERROR", "PERSISTED_QUERY_NOT_IN_LIST", "toString", "__proto__"])(
    "with an unknown code, %s, becomes an internal error without its message",
    (code) => {
      const { message, extensions, log } = processed(new GraphQLError("the secret", { extensions: { code } }));
      expect([extensions.code, extensions.http?.status]).toEqual(["INTERNAL", 500]);
      expect(message).not.toContain("secret");
      expect(log).toContain("the secret");
    },
  );

  it("in a returned value is an internal error and does not reveal the value", () => {
    const fault = new GraphQLError("Int cannot represent non-integer value: 93.2");
    const { message, extensions, log } = processed(fault, ["school", "urn"]);
    expect([extensions.code, extensions.http]).toEqual(["INTERNAL", undefined]);
    expect(message + log).not.toContain("93.2");
    expect(log).toContain("internal error");
  });

  it("sets the HTTP status if it concerns the whole request, not if it concerns one field", () => {
    const forbidden = new KindredError("CONFLICT", "Not now.");
    expect(processed(forbidden, ["issueTargets"]).extensions.http).toBeUndefined();
    expect(processed(new KindredError("TIMEOUT", "late")).extensions.http?.status).toBe(503);
  });

  it("after the deadline has the deadline's code and is not logged", () => {
    const over = AbortSignal.abort(new KindredError("CANCELLED", "The client closed the connection."));
    const { extensions, log } = processed(new Error("Connection terminated"), undefined, over);
    expect([extensions.code, log]).toEqual(["CANCELLED", ""]);
  });

  it("does not contain the suggestions of graphql-js", () => {
    const { message } = processed(new GraphQLError('Unknown type "Scool". Did you mean "School" or "Target"?'));
    expect(message).toBe('Unknown type "Scool".');
  });

  it("is sorted by document and list position, whichever read finishes first", () => {
    const source = new Source("{ schools { name target } }");
    const at = (place: number, ...path: (string | number)[]) =>
      new GraphQLError("x", { source, positions: [place], path, extensions: { code: "BAD_ARGUMENT" } });
    const { errors } = processAll([
      at(17, "schools", 10, "target"),
      at(17, "schools", 9, "target"),
      at(12, "schools", 10, "name"),
      at(17, "schools", 1, "target"),
      new GraphQLError("too many", { extensions: { code: "BAD_ARGUMENT" } }),
      at(20, "b", "rank"),
      at(20, "a", "rank"),
    ]);
    expect(errors.map(({ path }) => path?.join("."))).toEqual([
      "schools.10.name",
      "schools.1.target",
      "schools.9.target",
      "schools.10.target",
      "a.rank",
      "b.rank",
      undefined,
    ]);
  });
});
