// What a server does with its connections when it is told to close.
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { drainable } from "../../src/server/drain.js";

const hour = 3_600_000;
const get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

async function listening() {
  const asked: ((response: ServerResponse) => void)[] = [];
  const server = createServer((_request, response) => {
    const awaited = asked.shift();
    if (awaited) awaited(response);
    else response.end("second");
  });
  const drain = drainable(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  /** Asks; resolves with the response that the server is to give. */
  const ask = async () => {
    const socket = connect(port, "127.0.0.1");
    let told = "";
    socket.on("data", (data) => (told += data));
    socket.on("error", () => {});
    const closed = once(socket, "close").then(() => told);
    const response = new Promise<ServerResponse>((resolve) => asked.push(resolve));
    socket.write(get);
    return { socket, closed, response: await response };
  };
  return { server, drain, port, ask };
}

it("answers who is being answered, and ends that connection, though it was to stay", async () => {
  const { drain, ask } = await listening();
  const { response, closed } = await ask();
  const drained = drain(hour);
  response.end("answer");
  expect(await closed).toMatch(/^HTTP\/1.1 200 OK\r\n[\s\S]*Connection: close\r\n[\s\S]*answer/);
  await drained;
});

it("ends a connection whose answer had begun once it is given whole", async () => {
  const { drain, ask } = await listening();
  const { response, closed } = await ask();
  response.write("one,");
  const drained = drain(hour);
  response.end("two");
  expect(await closed).toMatch(/Connection: keep-alive[\s\S]*one,[\s\S]*two/);
  await drained;
});

it("lets nobody new in at once and ends idle connections a moment later, while others are still answered", async () => {
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

it("answers a request that was sent before, and read after, it was told to close", async () => {
  const { drain, ask } = await listening();
  const { socket, response, closed } = await ask();
  response.end("first");
  await once(socket, "data");
  const drained = drain(hour);
  socket.write(get); // of a connection that seemed idle
  const told = await closed;
  expect(told).toMatch(/first[\s\S]*Connection: close\r\n[\s\S]*second/);
  await drained;
});

it("cuts off who is not answered within the grace", async () => {
  const { drain, ask } = await listening();
  const { closed } = await ask();
  await drain(1);
  expect(await closed).toBe("");
});
