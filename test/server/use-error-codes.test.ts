import { readFile } from "node:fs/promises";
import { GraphQLError, Source } from "graphql";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { documentErrorCodes, errorCodes, httpStatus, KindredError } from "../../src/errors.js";
import { useErrorCodes } from "../../src/server/use-error-codes.js";

/** What leaves of an error, and what the log gets. */
function told(error: Error, path?: string[], deadline?: AbortSignal) {
  const given = new GraphQLError(error.message, { ...(error as GraphQLError), originalError: error, path });
  const { errors, log } = allTold([given], deadline);
  return { ...errors[0]?.toJSON(), log } as {
    message: string;
    extensions: { code: string; http?: { status: number; headers: object } };
    log: string;
  };
}

function allTold(errors: GraphQLError[], deadline?: AbortSignal) {
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
  it("has every code of the table, with its status and meaning, and what to do", () => {
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
  ])("of the server's library, %s with %i, has a code of the table", (code, status, ours, ourStatus) => {
    const { extensions } = told(new GraphQLError("x", { extensions: { code, http: { status } } }));
    expect([extensions.code, extensions.http?.status]).toEqual([ours, ourStatus]);
  });

  it.each(["INTERNAL_SERVER_ERROR", "PERSISTED_QUERY_NOT_IN_LIST", "toString", "__proto__"])(
    "with a code that the table lacks, %s, leaves as a fault without its message",
    (code) => {
      const { message, extensions, log } = told(new GraphQLError("the secret", { extensions: { code } }));
      expect([extensions.code, extensions.http?.status]).toEqual(["INTERNAL", 500]);
      expect(message).not.toContain("secret");
      expect(log).toContain("the secret");
    },
  );

  it("of a value that we answered is a fault of ours, and does not tell the value", () => {
    const fault = new GraphQLError("Int cannot represent non-integer value: 93.2");
    const { message, extensions, log } = told(fault, ["school", "urn"]);
    expect([extensions.code, extensions.http]).toEqual(["INTERNAL", undefined]);
    expect(message + log).not.toContain("93.2");
    expect(log).toContain("internal error");
  });

  it("of one field leaves the status alone; of the whole request it sets it", () => {
    const forbidden = new KindredError("CONFLICT", "Not now.");
    expect(told(forbidden, ["issueTargets"]).extensions.http).toBeUndefined();
    expect(told(new KindredError("TIMEOUT", "late")).extensions.http?.status).toBe(503);
  });

  it("of work that was stopped is told as that, and is no fault in the log", () => {
    const over = AbortSignal.abort(new KindredError("CANCELLED", "Whoever asked is gone."));
    const { extensions, log } = told(new Error("Connection terminated"), undefined, over);
    expect([extensions.code, log]).toEqual(["CANCELLED", ""]);
  });

  it("is told without hints, wherever graphql-js puts them", () => {
    const { message } = told(new GraphQLError('Unknown type "Scool". Did you mean "School" or "Target"?'));
    expect(message).toBe('Unknown type "Scool".');
  });

  it("stands where its field does in the document and its lists, whichever read ended first", () => {
    const source = new Source("{ schools { name target } }");
    const at = (place: number, ...path: (string | number)[]) =>
      new GraphQLError("x", { source, positions: [place], path, extensions: { code: "BAD_ARGUMENT" } });
    const { errors } = allTold([
      at(17, "schools", 10, "target"),
      at(17, "schools", 9, "target"),
      at(12, "schools", 10, "name"),
      at(17, "schools", 1, "target"),
    ]);
    expect(errors.map(({ path }) => path?.join("."))).toEqual([
      "schools.10.name",
      "schools.1.target",
      "schools.9.target",
      "schools.10.target",
    ]);
  });
});
