// Frames messages in a stream of bytes: the length in four bytes, then the message as V8 serialises it.
import { deserialize, serialize } from "node:v8";

const headerBytes = 4;

/** Bytes. A page of rows takes a hundredth of it. */
export const longestMessage = 64 * 2 ** 20;

/** @throws RangeError if the message is longer than `longestMessage` */
export function frameOf(message: unknown): Buffer {
  const body = serialize(message);
  if (body.length > longestMessage) throw new RangeError(`the message has ${body.length} bytes`);
  const length = Buffer.alloc(headerBytes);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/**
 * @returns a function that takes bytes as they arrive and returns the messages that they complete
 * @throws Error from that function if the bytes are not messages; the stream cannot be read further
 */
export function frameReader(): (bytes: Buffer) => unknown[] {
  let chunks: Buffer[] = [];
  let bufferedBytes = 0;
  let neededBytes = headerBytes;
  let inBody = false;
  return (bytes) => {
    const messages: unknown[] = [];
    chunks.push(bytes);
    bufferedBytes += bytes.length;
    while (bufferedBytes >= neededBytes) {
      const all = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      const [frame, rest] = [all.subarray(0, neededBytes), all.subarray(neededBytes)];
      chunks = [rest];
      bufferedBytes = rest.length;
      if (inBody) messages.push(deserialize(frame));
      neededBytes = inBody ? headerBytes : frame.readUInt32BE();
      inBody = !inBody;
      if (neededBytes > longestMessage) throw new RangeError(`a message of ${neededBytes} bytes was announced`);
    }
    return messages;
  };
}
