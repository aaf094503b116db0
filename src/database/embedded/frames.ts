// Messages over a stream of bytes: four bytes that say how long, then the message as V8 serialises it.
import { deserialize, serialize } from "node:v8";

const header = 4;

/** Bytes of a message. A page of rows is a hundredth of it. */
export const longestMessage = 64 * 2 ** 20;

/** @throws RangeError where the message is too long to be read */
export function frameOf(message: unknown): Buffer {
  const body = serialize(message);
  if (body.length > longestMessage) throw new RangeError(`the message has ${body.length} bytes`);
  const length = Buffer.alloc(header);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/**
 * @returns a function that takes bytes as they come and gives the messages that they end
 * @throws Error from that function, where the bytes are no messages: no more can be read then
 */
export function frameReader(): (bytes: Buffer) => unknown[] {
  let parts: Buffer[] = [];
  let held = 0;
  let wanted = header;
  let inBody = false;
  return (bytes) => {
    const messages: unknown[] = [];
    parts.push(bytes);
    held += bytes.length;
    while (held >= wanted) {
      const all = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
      const [taken, rest] = [all.subarray(0, wanted), all.subarray(wanted)];
      parts = [rest];
      held = rest.length;
      if (inBody) messages.push(deserialize(taken));
      wanted = inBody ? header : taken.readUInt32BE();
      inBody = !inBody;
      if (wanted > longestMessage) throw new RangeError(`a message of ${wanted} bytes was announced`);
    }
    return messages;
  };
}
