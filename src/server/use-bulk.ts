// Files of submissions: POST /bulk/attendance, and what became of one. A body is stored in pieces as it comes, neither
// kept in memory nor unpacked; a worker reads it.
import type { Plugin } from "graphql-yoga";
import type { Logger } from "pino";
import type { Database } from "../database/database.js";
import { currentRequest } from "../database/stoppable.js";
import { KindredError, refuse } from "../errors.js";
import type { BulkSubmission } from "../submissions/bulk/bulk.js";
import { bulkLimits } from "../submissions/bulk/limits.js";
import {
  addPiece,
  assertFileSize,
  beginUpload,
  completeUpload,
  discardUpload,
  requireSubmitter,
} from "../submissions/bulk/receive.js";
import { cancelBulk, rejectionsOf, rejectionsOnPage, requireBulk } from "../submissions/bulk/store.js";
import type { RequestContext } from "./context.js";
import { piecesOf } from "./pieces.js";
import { beforeDeadline } from "./use-deadline.js";
import { errorResponse } from "./use-error-codes.js";
import { idempotencyKeyOf } from "./use-idempotency-key.js";

export const bulkPath = "/bulk/attendance";

export const isBulkPath = (path: string): boolean => path === bulkPath || path.startsWith(`${bulkPath}/`);

interface BulkParts {
  /** Sets the viewer and counts the request against its rate limit. */
  readonly admit: (request: Request, context: RequestContext) => Promise<void>;
  /** The database of a request, until its deadline. */
  readonly databaseOf: (context: RequestContext) => Database;
  /** The same without a deadline, to clean up. */
  readonly clients: Database;
  readonly logger: Logger;
  /** For a whole request, the sending of the file included. */
  readonly timeoutMs: number;
}

export function useBulk({ admit, databaseOf, clients, logger, timeoutMs }: BulkParts): Plugin<object, RequestContext> {
  const handle = async (request: Request, context: RequestContext): Promise<Response> => {
    await admit(request, context);
    requireSubmitter(context.viewer);
    const url = new URL(request.url);
    const database = databaseOf(context);
    const { viewer } = context;
    const [id, part, ...more] = url.pathname.slice(bulkPath.length).split("/").slice(1);
    if (id === undefined) {
      allow(request, "POST");
      return accepted(await requireBulk(database, viewer, await receive(request, context, { database, clients })));
    }
    if (part === undefined) {
      allow(request, "GET", "DELETE");
      const read = request.method === "GET" ? requireBulk : cancelBulk;
      return Response.json(shown(await read(database, viewer, id)));
    }
    if (part !== "rejected" || more.length > 0)
      throw new KindredError("NO_SUCH_PATH", `Nothing exists at this path. Use ${bulkPath}/ID/rejected.`);
    allow(request, "GET");
    const after = afterOf(url);
    return rejectedLines(id, await rejectionsOf(database, viewer, { id, after }));
  };
  return {
    async onRequest({ request, url, serverContext, endResponse }) {
      if (!isBulkPath(url.pathname)) return;
      const answer = () =>
        handle(request, serverContext).catch((fault: unknown) => errorResponse(fault, serverContext, logger));
      endResponse(await beforeDeadline(request, serverContext, timeoutMs, answer));
    },
  };
}

function allow({ method }: Request, ...methods: string[]): void {
  if (methods.includes(method)) return;
  throw new KindredError("METHOD_NOT_ALLOWED", `This path does not accept ${method}. Use ${methods.join(" or ")}.`);
}

const contentType = /^application\/(jsonl|x-ndjson|json)\s*(;\s*charset\s*=\s*("?)utf-?8\3\s*)?$/i;

/** @returns whether the body is compressed. @throws KindredError NOT_JSON | BODY_TOO_LARGE */
function readHeaders(headers: Headers): { readonly gzip: boolean } {
  const encoding = (headers.get("content-encoding") ?? "identity").toLowerCase();
  if (!contentType.test(headers.get("content-type") ?? "") || !["identity", "gzip"].includes(encoding)) {
    throw new KindredError(
      "NOT_JSON",
      "Send JSON Lines in UTF-8 as application/jsonl, application/x-ndjson or application/json, uncompressed or with Content-Encoding: gzip.",
    );
  }
  assertFileSize(Number(headers.get("content-length") ?? 0));
  return { gzip: encoding === "gzip" };
}

/** @returns the id of the file; nothing is left of it if the client or the database fails before it is complete */
async function receive(
  request: Request,
  { viewer, deadline }: RequestContext,
  { database, clients }: Record<"database" | "clients", Database>,
): Promise<string> {
  const { gzip } = readHeaders(request.headers);
  const upload = await beginUpload(database, viewer, gzip);
  try {
    for await (const piece of piecesOf(request.body, bulkLimits.piece, deadline)) {
      assertFileSize(upload.bytes + piece.byteLength);
      await addPiece(database, upload, piece);
    }
    return await completeUpload(database, viewer, upload, idempotencyKeyOf(request.headers));
  } catch (fault) {
    await currentRequest.exit(() => discardUpload(clients, upload)).catch(() => {}); // else its job removes it later
    throw fault;
  }
}

function accepted(bulk: BulkSubmission): Response {
  return Response.json(shown(bulk), { status: 202, headers: { Location: `${bulkPath}/${bulk.id}` } });
}

function shown({ jobId: _, errorCode, error, ...bulk }: BulkSubmission) {
  const url = `${bulkPath}/${bulk.id}`;
  return { ...bulk, url, rejectedUrl: `${url}/rejected`, error: errorCode && { code: errorCode, message: error } };
}

function afterOf({ searchParams }: URL): number {
  const after = searchParams.get("after") ?? "0";
  if (/^\d{1,9}$/.test(after)) return Number(after);
  refuse("after: must be the number of a line.");
}

/** JSON Lines, with the address of the next page. */
function rejectedLines(id: string, found: Awaited<ReturnType<typeof rejectionsOf>>): Response {
  const page = found.slice(0, rejectionsOnPage);
  const headers = new Headers({ "Content-Type": "application/jsonl; charset=utf-8" });
  if (found.length > page.length)
    headers.set("Link", `<${bulkPath}/${id}/rejected?after=${page.at(-1)!.line}>; rel="next"`);
  return new Response(page.map((rejection) => `${JSON.stringify(rejection)}\n`).join(""), { headers });
}
