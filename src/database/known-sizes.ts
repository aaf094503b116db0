// Keeps the sizes of the embedded database's files. PostgreSQL asks for one with every page that it adds and every
// statement that it plans; the operating system's answers took a fifth of an import's time.

interface Stream {
  readonly node: object;
}

/** The parts of Emscripten's NODEFS that read or change sizes. */
export interface SizedFiles {
  readonly node_ops: { setattr(node: object, attributes: unknown): void };
  readonly stream_ops: {
    llseek(stream: Stream, offset: number, whence: number): number;
    write(stream: Stream, buffer: unknown, offset: number, length: number, position: number): number;
    setattr?(stream: Stream, attributes: unknown): void;
  };
}

/** The `whence` of a position that is counted from a file's end. */
const fromEnd = 2;

/** Nothing but this process may write to the files. */
export function keepSizes({ node_ops, stream_ops }: SizedFiles): void {
  const sizes = new WeakMap<object, number>();
  const { llseek, write, setattr } = stream_ops;
  const setNode = node_ops.setattr;
  Object.assign(stream_ops, {
    llseek: ((stream, offset, whence) => {
      const size = whence === fromEnd ? sizes.get(stream.node) : undefined;
      if (size !== undefined && size + offset >= 0) return size + offset;
      const position = llseek(stream, offset, whence);
      if (whence === fromEnd) sizes.set(stream.node, position - offset);
      return position;
    }) satisfies SizedFiles["stream_ops"]["llseek"],
    write: ((stream, buffer, offset, length, position) => {
      const size = sizes.get(stream.node);
      sizes.delete(stream.node); // unknown if the write fails
      const written = write(stream, buffer, offset, length, position);
      if (size !== undefined) sizes.set(stream.node, Math.max(size, position + written));
      return written;
    }) satisfies SizedFiles["stream_ops"]["write"],
    ...(setattr && {
      setattr: (stream: Stream, attributes: unknown) => {
        sizes.delete(stream.node);
        setattr(stream, attributes);
      },
    }),
  });
  node_ops.setattr = (node, attributes) => {
    sizes.delete(node);
    setNode(node, attributes);
  };
}
