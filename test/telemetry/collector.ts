// A collector of traces: keeps what exporters post to it, as OTLP in JSON.
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

interface Collected {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly service: Readonly<Record<string, string>>;
  readonly spans: readonly string[];
}

interface Collector {
  readonly url: string;
  readonly collected: readonly Collected[];
  close(): void;
}

/** @param answers false: accepts connections but never answers */
export async function startCollector(answers = true): Promise<Collector> {
  const collected: Collected[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    collected.push({ path: request.url ?? "", headers: request.headers, ...parse(text) });
    if (answers) response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    collected,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Otlp {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly { name: string }[] }[];
  }[];
}

function parse(text: string): Pick<Collected, "service" | "spans"> {
  const { resourceSpans } = JSON.parse(text) as Otlp;
  const attributes = resourceSpans.flatMap(({ resource }) => resource.attributes);
  return {
    service: Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue])),
    spans: resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name))),
  };
}
