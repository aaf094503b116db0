// Graceful shutdown: how a server ends its connections.
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { drainable } from "../../src/server/drain.js";

const hour = 3_600_000;
const get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

async function listening() {
  const handlers: ((response: ServerResponse) => void)[] = [];
  const server = createServer((_request, response) => {
    const handler = handlers.shift();
    if (handler) handler(response);
    else response.end("second");
  });
  const drain = drainable(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  /** Sends a request; resolves with the server's response object. */
  const ask = async () => {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    socket.on("data", (data) => (received += data));
    socket.on("error", () => {});
    const closed = once(socket, "close").then(() => received);
    const response = new Promise<ServerResponse>((resolve) => handlers.push(resolve));
    socket.write(get);
    return { socket, closed, response: await response };
  };
  return { server, drain, port, ask };
}

it("completes a pending request and closes its keep-alive connection", async () => {
  const { drain, ask } = await listening();
  const { response, closed } = await ask();
  const drained = drain(hour);
  response.end("answer");
  expect(await closed).toMatch(/^HTTP\/1.1 200 OK\r\n[\s\S]*Connection: close\r\n[\s\S]*answer/);
  await drained;
});

it("closes a connection after a response that had already begun", async () => {
  const { drain, ask } = await listening();
  const { response, closed } = await ask();
  response.write("one,");
  const drained = drain(hour);
  response.end("two");
  expect(await closed).toMatch(/Connection: keep-alive[\s\S]*one,[\s\S]*two/);
  await drained;
});

it("rejects new connections immediately and closes idle ones soon after, while other requests are completed", async () => {
  const { drain, ask, port } = await listening();
  const [idle, busy] = [await ask(), await ask()];
  idle.response.end();
  await once(idle.socket, "data");
  const drained = drain(hour);
  await idle.closed;
  const [refused] = await once(connect(port, "127.0.0.1"), "error");
  expect(refused.code).toBe("ECONNREFUSED");
  busy.response.end("answer");
  expect(await busy.closed).toContain("answer");
  await drained;
});

it("completes a request that was sent before the shutdown and read after it", async () => {
  const { drain, ask } = await listening();
  const { socket, response, closed } = await ask();
  response.end("first");
  await once(socket, "data");
  const drained = drain(hour);
  socket.write(get); // of a connection that seemed idle
  const received = await closed;
  expect(received).toMatch(/first[\s\S]*Connection: close\r\n[\s\S]*second/);
  await drained;
});

it("closes connections with pending requests after the grace period", async () => {
  const { drain, ask } = await listening();
  const { closed } = await ask();
  await drain(1);
  expect(await closed).toBe("");
});
