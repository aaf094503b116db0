// A port over a local socket, for a connection between two processes.
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { frameOf, frameReader } from "./frames.js";
import type { Port } from "./protocol.js";

/**
 * Anything but messages of the protocol closes the socket. While the other side does not read, nothing more is read from
 * it either, so that it cannot pile up answers.
 * @param isMessage what may come in
 */
export function portOver(socket: Socket, isMessage: (message: unknown) => boolean): Port {
  const events = new EventEmitter();
  const read = frameReader();
  socket.on("error", () => {}); // It closes after it.
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
        socket.destroy(); // Too long, or not serialisable: whoever waits for it learns that it will not come.
      }
    },
    on: (event, heard) => events.on(event, heard),
    close: () => socket.destroySoon(),
  };
}
