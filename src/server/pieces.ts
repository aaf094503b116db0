// Reads a body in pieces of one size, as it comes: the next part is asked for once the piece before has been taken.

/**
 * @param size bytes of each piece but the last
 * @param deadline aborting it ends the reading with its reason
 */
export async function* piecesOf(
  body: ReadableStream<Uint8Array> | null,
  size: number,
  deadline: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (body === null) return;
  const reader = body.getReader();
  const ended = new Promise<never>((_resolve, reject) => {
    deadline.addEventListener("abort", () => reject(deadline.reason), { once: true });
  });
  ended.catch(() => {}); // after the last part nobody waits for it
  let piece = new Uint8Array(size);
  let used = 0;
  try {
    for (;;) {
      deadline.throwIfAborted();
      const { done, value } = await Promise.race([reader.read(), ended]);
      if (done) break;
      for (let start = 0; start < value.byteLength; ) {
        const part = value.subarray(start, start + size - used);
        piece.set(part, used);
        used += part.byteLength;
        start += part.byteLength;
        if (used < size) continue;
        yield piece;
        piece = new Uint8Array(size);
        used = 0;
      }
    }
    if (used > 0) yield piece.slice(0, used);
  } finally {
    reader.cancel().catch(() => {}); // of no use once the connection is lost
  }
}
