// The IP address of a request, for the rate limit.
import { isIP } from "node:net";
import type { RequestContext } from "./context.js";

/**
 * @param proxies number of proxies in front of the server. Each appends the address of its own caller to
 *   X-Forwarded-For. Entries further left come from the caller and are not trusted.
 * @returns an address; for IPv6 its /64 network, as one subscriber has 2^64 addresses; 'local' for in-process requests
 */
export function addressOf({ req }: Pick<RequestContext, "req">, proxies: number): string {
  if (!req) return "local";
  const forwarded = [req.headers["x-forwarded-for"] ?? ""].flat().join(",").split(",");
  const forwardedAddress = proxies > 0 ? withoutPort(forwarded.at(-proxies)?.trim() ?? "") : "";
  return network(isIP(forwardedAddress) ? forwardedAddress : (req.socket.remoteAddress ?? "gone"));
}

/** Some proxies write 192.0.2.1:443 and [2001:db8::1]:443. */
const withoutPort = (text: string): string => text.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^([\d.]+):\d+$/, "$1");

function network(address: string): string {
  const embedded = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (embedded || isIP(address) !== 6) return embedded ?? address;
  const [left = "", right] = (address.split("%")[0] ?? "").toLowerCase().split("::");
  const [head, tail] = [left, right ?? ""].map((part) => part.split(":").filter(Boolean));
  const zeros = right === undefined ? 0 : Math.max(8 - head!.length - tail!.length, 0);
  const groups = [...head!, ...Array(zeros).fill("0"), ...tail!];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
