import { once } from "node:events";
import type { RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { createYoga } from "graphql-yoga";
import { expect, it } from "vitest";
import { httpServer } from "../../src/server/http-server.js";
import { useGraphiQL } from "../../src/server/use-graphiql.js";

const megabyte = 2 ** 20;

it("is held in memory once, however many clients request it and do not read it", async () => {
  const yoga = createYoga({ plugins: [useGraphiQL()], graphiql: false, logging: false });
  const http = httpServer(yoga as unknown as RequestListener, 10_000);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  const ask = async () => {
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n");
    await once(socket, "readable");
    return socket;
  };
  const sockets = [await ask()];
  const before = process.memoryUsage().arrayBuffers;
  sockets.push(...(await Promise.all(Array.from({ length: 30 }, ask))));
  expect((process.memoryUsage().arrayBuffers - before) / megabyte).toBeLessThan(60);
  for (const socket of sockets) socket.destroy();
  http.closeAllConnections();
  http.close();
});
