// A port over a local socket, for a connection between two processes.
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { frameOf, frameReader } from "./frames.js";
import type { Port } from "./protocol.js";

/**
 * A message outside the protocol closes the socket. Reading stops while the other side does not read, so that unsent
 * answers do not accumulate.
 * @param isMessage accepts the messages of the protocol
 */
export function portOver(socket: Socket, isMessage: (message: unknown) => boolean): Port {
  const events = new EventEmitter();
  const read = frameReader();
  socket.on("error", () => {}); // `close` follows.
  socket.on("close", () => events.emit("close"));
  socket.on("drain", () => socket.resume());
  socket.on("data", (bytes) => {
    try {
      for (const message of read(bytes)) {
        if (!isMessage(message)) throw new Error("not of the protocol");
        events.emit("message", message);
      }
    } catch {
      socket.destroy();
    }
  });
  return {
    postMessage: (message) => {
      if (socket.destroyed || socket.writableEnded) return;
      try {
        if (!socket.write(frameOf(message))) socket.pause();
      } catch {
        socket.destroy(); // Too long, or not serialisable: the receiver learns that the connection is closed.
      }
    },
    on: (event, listener) => events.on(event, listener),
    close: () => socket.destroySoon(),
  };
}
