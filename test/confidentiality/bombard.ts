// Malformed requests to one server: most in its process, some as raw bytes over a socket; it must still answer afterwards.
import type { Finding } from "./harness.js";
import { malformed, sendRaw, wrongWithMalformed } from "./malformed.js";
import { type Ask, compared, entitled, type Who } from "./protocol.js";
import type { Server } from "./twins.js";

const batch = 100;
/** One in so many goes over a socket. */
const rawShare = 15;
const whos: readonly Who[] = [...Object.values(compared).flat(), ...entitled];

const whether: Ask = {
  who: "ANYONE",
  method: "POST",
  path: "/graphql",
  headers: { "content-type": "application/json" },
  body: '{"query":"{ viewer { role } }"}',
};

export interface Bombardment {
  readonly seed: number;
  readonly requests: number;
  readonly report?: (done: number) => void;
  readonly signal?: AbortSignal;
}

export async function bombard(server: Server, { seed, requests, report, signal }: Bombardment): Promise<Finding[]> {
  const findings: Finding[] = [];
  const port = await server.call("listen", null);
  for (let done = 0; done < requests && !signal?.aborted; done += batch) {
    const numbers = Array.from({ length: Math.min(batch, requests - done) }, (_, index) => done + index);
    const overSocket = numbers.filter((number) => number % rawShare === 0);
    const inProcess = numbers.filter((number) => number % rawShare > 0);
    const asks = inProcess.map(
      (number): Ask => ({ who: whos[number % whos.length] as Who, ...malformed(seed, number) }),
    );
    const told = await Promise.all(overSocket.map((number) => sendRaw(port, number / rawShare)));
    for (const [index, text] of told.entries()) {
      if (/^HTTP\/1.1 5|node_modules|\bat .+\.[jt]s:\d/m.test(text)) {
        findings.push({
          number: overSocket[index] as number,
          who: null,
          document: "over a socket",
          what: text.slice(0, 300),
        });
      }
    }
    const [answers = []] = await server.call("steps", [{ together: false, asks }]);
    for (const [index, answer] of answers.entries()) {
      const what = wrongWithMalformed(answer);
      const { who, method, path, body } = asks[index] as Ask;
      const document = `${method} ${path} ${String(body).slice(0, 300)}`;
      if (what) findings.push({ number: inProcess[index] as number, who, document, what });
    }
    report?.(done + numbers.length);
  }
  const [[last] = []] = await server.call("steps", [{ together: false, asks: [whether] }]);
  if (!last?.body.startsWith('{"data":{"viewer":{"role":"ANONYMOUS"}}')) {
    findings.push({ number: null, who: null, document: "afterwards", what: `it no longer answers: ${last?.body}` });
  }
  return findings;
}
