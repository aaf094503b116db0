// Listens at an address, or says what to change.
import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, isIPv6 } from "node:net";
import { KindredError } from "../errors.js";

export interface Address {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/**
 * @param set where each part was given, for the advice
 * @returns the address as the beginning of a URL
 * @throws KindredError BAD_ARGUMENT where it cannot be listened on
 */
export async function listenAt(
  server: Server,
  { host, port }: Address,
  set: Readonly<Record<keyof Address, string>>,
): Promise<string> {
  server.listen(port, host);
  await once(server, "listening").catch(({ code }: NodeJS.ErrnoException) => {
    throw new KindredError("BAD_ARGUMENT", describe(code, { host, port }, set));
  });
  return `http://${isIPv6(host) ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
}

function describe(
  code: string | undefined,
  { host, port }: Address,
  set: Readonly<Record<keyof Address, string>>,
): string {
  if (code === "EADDRINUSE") return `Port ${port} is taken: stop what listens there, or give another with ${set.port}.`;
  if (code === "EACCES") return `Port ${port} is not for ordinary users: give one from 1024 with ${set.port}.`;
  return `Address ${host} cannot be listened on (${code}): give one of this machine with ${set.host}.`;
}
