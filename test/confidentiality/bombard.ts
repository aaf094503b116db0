// Sends malformed requests to one server, most of them in its process, some as raw bytes over a socket. Afterwards the
// server must still answer.
import type { Finding } from "./harness.js";
import { malformed, sendRaw, wrongWithMalformed } from "./malformed.js";
import { type Caller, type CallerRequest, compared, entitled } from "./protocol.js";
import type { Server } from "./twins.js";

const batchSize = 100;
/** Every 15th request goes over a socket. */
const socketInterval = 15;
const callers: readonly Caller[] = [...Object.values(compared).flat(), ...entitled];

const validRequest: CallerRequest = {
  caller: "ANYONE",
  method: "POST",
  path: "/graphql",
  headers: { "content-type": "application/json" },
  body: '{"query":"{ viewer { role } }"}',
};

interface Bombardment {
  readonly seed: number;
  readonly requests: number;
  readonly report?: (done: number) => void;
  readonly signal?: AbortSignal;
}

export async function bombard(server: Server, { seed, requests, report, signal }: Bombardment): Promise<Finding[]> {
  const findings: Finding[] = [];
  const port = await server.call("listen", null);
  for (let done = 0; done < requests && !signal?.aborted; done += batchSize) {
    const numbers = Array.from({ length: Math.min(batchSize, requests - done) }, (_, index) => done + index);
    const overSocket = numbers.filter((number) => number % socketInterval === 0);
    const inProcess = numbers.filter((number) => number % socketInterval > 0);
    const batch = inProcess.map(
      (number): CallerRequest => ({ caller: callers[number % callers.length] as Caller, ...malformed(seed, number) }),
    );
    const replies = await Promise.all(overSocket.map((number) => sendRaw(port, number / socketInterval)));
    for (const [index, text] of replies.entries()) {
      if (/^HTTP\/1.1 5|node_modules|\bat .+\.[jt]s:\d/m.test(text)) {
        findings.push({
          number: overSocket[index] as number,
          caller: null,
          document: "over a socket",
          what: text.slice(0, 300),
        });
      }
    }
    const [answers = []] = await server.call("steps", [{ together: false, requests: batch }]);
    for (const [index, answer] of answers.entries()) {
      const what = wrongWithMalformed(answer);
      const { caller, method, path, body } = batch[index] as CallerRequest;
      const document = `${method} ${path} ${String(body).slice(0, 300)}`;
      if (what) findings.push({ number: inProcess[index] as number, caller, document, what });
    }
    report?.(done + numbers.length);
  }
  const [[last] = []] = await server.call("steps", [{ together: false, requests: [validRequest] }]);
  if (!last?.body.startsWith('{"data":{"viewer":{"role":"ANONYMOUS"}}')) {
    findings.push({ number: null, caller: null, document: "afterwards", what: `it no longer answers: ${last?.body}` });
  }
  return findings;
}
