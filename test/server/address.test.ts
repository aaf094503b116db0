import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { addressOf } from "../../src/server/address.js";

const requestFrom = (remoteAddress: string | undefined, forwarded?: string) =>
  ({
    req: { headers: { "x-forwarded-for": forwarded }, socket: { remoteAddress } } as unknown as IncomingMessage,
  }) as const;

describe("the address of a request", () => {
  it("is the connection's without a proxy, whatever X-Forwarded-For says", () => {
    expect(addressOf(requestFrom("192.0.2.1", "203.0.113.5"), 0)).toBe("192.0.2.1");
    expect(addressOf(requestFrom("::ffff:192.0.2.1"), 0)).toBe("192.0.2.1");
    expect(addressOf({}, 3)).toBe("local");
  });

  it.each([
    ["203.0.113.5, 192.0.2.7", 1, "192.0.2.7"],
    ["203.0.113.5, 192.0.2.7", 2, "203.0.113.5"],
    ["192.0.2.7:4711", 1, "192.0.2.7"],
    ["[2001:db8::7]:4711", 1, "2001:db8:0:0::/64"],
  ])("is taken from %j with %i proxies", (forwarded, proxies, address) => {
    expect(addressOf(requestFrom("10.0.0.1", forwarded), proxies)).toBe(address);
  });

  it.each(["", "unknown", "192.0.2.7", "a, b", "__proto__, 1"])(
    "is the connection's if the header has no valid entry (%j)",
    (forwarded) => {
      expect(addressOf(requestFrom("10.0.0.1", forwarded), 2)).toBe("10.0.0.1");
    },
  );

  it.each([
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::", "2001:db8:1:2::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("of IPv6 is its network: %s", (address, network) => {
    expect(addressOf(requestFrom(address), 0)).toBe(network);
  });
});
