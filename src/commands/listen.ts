// Listens on an address; if that fails, the error says what to change.
import { once } from "node:events";
import { type AddressInfo, createServer, isIPv6, type Server } from "node:net";
import { refuse } from "../errors.js";

interface Address {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
}

/**
 * @param options the option or variable that sets each part, named in error messages
 * @returns the origin of the URL: `http://127.0.0.1:4000`
 * @throws KindredError BAD_ARGUMENT if the server cannot listen there
 */
export async function listenAt(
  server: Server,
  { host, port }: Address,
  options: Readonly<Record<keyof Address, string>>,
): Promise<string> {
  server.listen(port, host);
  await once(server, "listening").catch(({ code }: NodeJS.ErrnoException) => {
    refuse(describeFailure(code, { host, port }, options));
  });
  return `http://${isIPv6(host) ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
}

/**
 * Checks that the host is an address of this machine, without listening on the port.
 * @param option that sets the host
 * @throws KindredError BAD_ARGUMENT
 */
export async function assertHost(host: string, option: string): Promise<void> {
  const server = createServer();
  await listenAt(server, { host, port: 0 }, { host: option, port: option });
  server.close();
}

function describeFailure(
  code: string | undefined,
  { host, port }: Address,
  options: Readonly<Record<keyof Address, string>>,
): string {
  if (code === "EADDRINUSE")
    return `Port ${port} is in use: stop its program, or set another port with ${options.port}.`;
  if (code === "EACCES") return `Port ${port} needs administrator rights: set one from 1024 with ${options.port}.`;
  return `Cannot listen on address ${host} (${code}): set an address of this machine with ${options.host}.`;
}
