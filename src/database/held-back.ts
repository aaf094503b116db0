// Files of the embedded database on disk, with every change held back beside them until the opening has succeeded.
import fs from "node:fs";
import { join, posix } from "node:path";
import type { PGlite, postgresMod } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** What we use of Emscripten's NODEFS, whose operations we wrap as PGlite's own MemfsFrontendFS wraps those of MEMFS. */
interface Node {
  readonly mode: number;
  name: string;
}
interface Stream {
  readonly node: Node;
  readonly flags: number;
  nfd: number;
}
type Operation = (...of: never[]) => unknown;
interface Nodefs {
  realPath(node: Node): string;
  createNode(parent: Node, name: string, mode: number): Node;
  getMode(path: string): number;
  flagsForNode(flags: number): number;
  tryFSOperation<T>(work: () => T): T;
  readonly node_ops: Record<string, Operation>;
  readonly stream_ops: Record<string, Operation>;
}

/**
 * Copy on write, a file at a time: PostgreSQL opens every file for writing, so the copy is made at the first write and
 * the streams that are open move to it. `settle` renames the copies onto the originals, which open streams survive;
 * `abandon` removes the copies, and no byte of the directory was touched.
 */
export class HeldBackFiles extends NodeFS {
  /** Path of a file or directory -> its copy. */
  readonly #copies = new Map<string, string>();
  readonly #removed = new Set<string>();
  readonly #streams = new Set<Stream>();
  readonly #beside: string;
  #count = 0;
  #letGo = () => {};
  /** The first trouble that the disk itself gave: no space, no permission, a fault. */
  trouble: NodeJS.ErrnoException | undefined;

  constructor(directory: string) {
    super(directory);
    this.#beside = `${directory}.opening`;
    // Left by a process that was killed while it opened the database; whoever is here holds the lock.
    fs.rmSync(this.#beside, { recursive: true, force: true });
    fs.mkdirSync(this.#beside, { mode: 0o700 });
  }

  override async init(pglite: PGlite, options: Partial<postgresMod.PostgresMod>) {
    const { emscriptenOpts } = await super.init(pglite, options);
    const hold = (module: { NODEFS: Nodefs; FS: { ErrnoError: new (code: number) => Error } }) =>
      this.#hold(module.NODEFS, module.FS.ErrnoError);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [hold as never, ...(emscriptenOpts.preRun ?? [])] } };
  }

  /**
   * Makes the changes, or none where one of the directories may not be written. If the process is killed on the way,
   * the database is as after any crash: the log of changes (WAL) is there before what it describes, then comes
   * pg_control, which says where in the log recovery begins, and what it said so of until then goes last.
   */
  settle(): void {
    const paths = [...this.#copies.keys(), ...this.#removed];
    const folders = new Set(paths.map((path) => posix.dirname(path)).filter((path) => fs.existsSync(path)));
    for (const folder of folders) fs.accessSync(folder, fs.constants.W_OK);
    const order = (path: string) => (path.includes("/pg_wal/") ? 1 : path.endsWith("/pg_control") ? 3 : 2);
    const isDirectory = (path: string) => fs.statSync(path).isDirectory();
    for (const [path, copy] of this.#copies)
      if (isDirectory(copy)) fs.mkdirSync(path, { recursive: true, mode: fs.statSync(copy).mode });
    const files = [...this.#copies].filter(([, copy]) => !isDirectory(copy));
    for (const [path, copy] of files.sort(([a], [b]) => order(a) - order(b))) fs.renameSync(copy, path);
    for (const path of this.#removed) fs.rmSync(path, { recursive: true });
    this.#letGo();
    fs.rmSync(this.#beside, { recursive: true });
  }

  abandon(): void {
    for (const { nfd } of this.#streams) fs.closeSync(nfd);
    this.#streams.clear();
    fs.rmSync(this.#beside, { recursive: true, force: true });
  }

  #hold(nodefs: Nodefs, ErrnoError: new (code: number) => Error): void {
    const { realPath, tryFSOperation } = nodefs;
    const node = { ...nodefs.node_ops } as Record<string, (...of: unknown[]) => unknown>;
    const stream = { ...nodefs.stream_ops } as Record<string, (...of: unknown[]) => unknown>;
    this.#letGo = () => {
      Object.assign(nodefs, { realPath, tryFSOperation });
      Object.assign(nodefs.node_ops, node);
      Object.assign(nodefs.stream_ops, stream);
    };
    const pathOf = (parent: Node, name: string) => posix.join(realPath(parent), name);
    const copy = (of: Node) => {
      const path = realPath(of);
      if (this.#copies.has(path)) return;
      if (this.#removed.has(path)) throw new ErrnoError(badDescriptor);
      nodefs.tryFSOperation(() => {
        const made = this.#nextName();
        fs.copyFileSync(path, made, fs.constants.COPYFILE_FICLONE);
        for (const open of this.#streams) {
          if (open.node !== of) continue;
          const moved = fs.openSync(made, nodefs.flagsForNode(open.flags));
          fs.closeSync(open.nfd);
          open.nfd = moved;
        }
        this.#copies.set(path, made); // Last: until all of that is done, the next write must try it again.
      });
    };

    nodefs.realPath = (of) => {
      const path = realPath(of);
      return this.#copies.get(path) ?? path;
    };
    nodefs.tryFSOperation = (work) =>
      tryFSOperation(() => {
        try {
          return work();
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException;
          if (troubles.has(code ?? "")) this.trouble ??= error as NodeJS.ErrnoException;
          throw error;
        }
      });
    Object.assign(nodefs.node_ops, {
      lookup: (parent: Node, name: string) => {
        const path = pathOf(parent, name);
        if (this.#removed.has(path)) throw new ErrnoError(noSuchFile);
        return nodefs.createNode(parent, name, nodefs.getMode(this.#copies.get(path) ?? path));
      },
      mknod: (parent: Node, name: string, mode: number) => {
        const made = nodefs.createNode(parent, name, mode);
        nodefs.tryFSOperation(() => {
          const copy = this.#nextName();
          if ((mode & fs.constants.S_IFMT) === fs.constants.S_IFDIR) fs.mkdirSync(copy, mode);
          else fs.writeFileSync(copy, "", { mode });
          const path = pathOf(parent, name);
          this.#copies.set(path, copy);
          this.#removed.delete(path);
        });
        return made;
      },
      rename: (old: Node, directory: Node, name: string) => {
        copy(old);
        const [from, to] = [realPath(old), pathOf(directory, name)];
        this.#copies.set(to, this.#copies.get(from) as string);
        this.#remove(from);
        this.#removed.delete(to);
        old.name = name;
      },
      unlink: (parent: Node, name: string) => this.#remove(pathOf(parent, name)),
      rmdir: (parent: Node, name: string) => this.#remove(pathOf(parent, name)),
      readdir: (of: Node) => {
        const path = realPath(of);
        const made = [...this.#copies.keys()].filter((child) => posix.dirname(child) === path);
        const kept = fs.existsSync(path) ? fs.readdirSync(path).map((name) => posix.join(path, name)) : [];
        const names = new Set([...kept.filter((child) => !this.#removed.has(child)), ...made]);
        return [...names].map((child) => posix.basename(child));
      },
      setattr: (of: Node, ...attributes: unknown[]) => {
        copy(of);
        node.setattr?.(of, ...attributes);
      },
    });
    Object.assign(nodefs.stream_ops, {
      open: (of: Stream) => {
        stream.open?.(of);
        this.#streams.add(of);
      },
      close: (of: Stream) => {
        this.#streams.delete(of);
        stream.close?.(of);
      },
      setattr: (of: Stream, ...attributes: unknown[]) => {
        copy(of.node);
        stream.setattr?.(of, ...attributes);
      },
      write: (of: Stream, ...what: unknown[]) => {
        copy(of.node);
        return stream.write?.(of, ...what);
      },
    });
  }

  #nextName(): string {
    return join(this.#beside, String(this.#count++));
  }

  #remove(path: string): void {
    this.#copies.delete(path);
    if (fs.existsSync(path)) this.#removed.add(path);
  }
}

/** Emscripten's numbers of EBADF and ENOENT. */
const badDescriptor = 8;
const noSuchFile = 44;
const troubles: ReadonlySet<string> = new Set([
  "ENOSPC",
  "EDQUOT",
  "EACCES",
  "EPERM",
  "EROFS",
  "EIO",
  "EMFILE",
  "ENFILE",
]);
