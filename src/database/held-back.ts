// The files of the embedded database, with all changes held back in copies until the database has opened.
import fs from "node:fs";
import { join, posix } from "node:path";
import type { PGlite, postgresMod } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";
import { keepSizes, type SizedFiles } from "./known-sizes.js";

/** The parts of Emscripten's NODEFS used here. Its operations are wrapped as PGlite's MemfsFrontendFS wraps MEMFS. */
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

type NewError = new (code: number) => Error;
type Operations = Record<string, (...of: unknown[]) => unknown>;

/** NODEFS before it was wrapped: the path of a node in the directory, and its operations. */
interface Original {
  realPath(node: Node): string;
  /** Copies the node's file, unless it has a copy. */
  copy(node: Node): void;
  readonly node: Operations;
}

/**
 * Copy on write, a file at a time: PostgreSQL opens every file for writing, so the copy is made at the first write and
 * open streams move to it. `commit` renames the copies onto the originals, and open streams stay valid; `discard`
 * removes the copies, and no byte of the directory has changed.
 */
export class HeldBackFiles extends NodeFS {
  /** Path of a file or directory -> its copy. */
  readonly #copies = new Map<string, string>();
  readonly #removed = new Set<string>();
  readonly #streams = new Set<Stream>();
  readonly #copyFolder: string;
  #count = 0;
  #restoreOperations = () => {};
  /** The first error of the disk itself: no space, no permission, a fault. */
  diskError: NodeJS.ErrnoException | undefined;

  constructor(directory: string) {
    super(directory);
    this.#copyFolder = `${directory}.opening`;
    // Left by a process that was killed while opening the database. This process holds the lock.
    fs.rmSync(this.#copyFolder, { recursive: true, force: true });
    fs.mkdirSync(this.#copyFolder, { mode: 0o700 });
  }

  override async init(pglite: PGlite, options: Partial<postgresMod.PostgresMod>) {
    const { emscriptenOpts } = await super.init(pglite, options);
    const wrap = (module: { NODEFS: Nodefs & SizedFiles; FS: { ErrnoError: NewError } }) => {
      keepSizes(module.NODEFS);
      this.#wrapOperations(module.NODEFS, module.FS.ErrnoError);
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [wrap as never, ...(emscriptenOpts.preRun ?? [])] } };
  }

  /**
   * Makes all changes, or none if one of the directories is not writable. A kill midway leaves the database as after
   * any crash: the log (WAL) is in place before the changes that it describes, then pg_control, which says where
   * recovery begins, and removals come last.
   */
  commit(): void {
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
    this.#restoreOperations();
    fs.rmSync(this.#copyFolder, { recursive: true });
  }

  discard(): void {
    for (const { nfd } of this.#streams) fs.closeSync(nfd);
    this.#streams.clear();
    fs.rmSync(this.#copyFolder, { recursive: true, force: true });
  }

  #wrapOperations(nodefs: Nodefs, ErrnoError: NewError): void {
    const { realPath, tryFSOperation } = nodefs;
    const node = { ...nodefs.node_ops } as Operations;
    const stream = { ...nodefs.stream_ops } as Operations;
    this.#restoreOperations = () => {
      Object.assign(nodefs, { realPath, tryFSOperation });
      Object.assign(nodefs.node_ops, node);
      Object.assign(nodefs.stream_ops, stream);
    };
    const copy = (of: Node) => {
      const path = realPath(of);
      if (this.#copies.has(path)) return;
      if (this.#removed.has(path)) throw new ErrnoError(badDescriptor);
      nodefs.tryFSOperation(() => this.#copyFile(nodefs, of, path));
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
          if (diskErrorCodes.has(code ?? "")) this.diskError ??= error as NodeJS.ErrnoException;
          throw error;
        }
      });
    Object.assign(nodefs.node_ops, this.#nodeOperations(nodefs, ErrnoError, { realPath, copy, node }));
    Object.assign(nodefs.stream_ops, this.#streamOperations(stream, copy));
  }

  #copyFile(nodefs: Nodefs, of: Node, path: string): void {
    const copyPath = this.#nextName();
    fs.copyFileSync(path, copyPath, fs.constants.COPYFILE_FICLONE);
    for (const open of this.#streams) {
      if (open.node !== of) continue;
      const moved = fs.openSync(copyPath, nodefs.flagsForNode(open.flags));
      fs.closeSync(open.nfd);
      open.nfd = moved;
    }
    this.#copies.set(path, copyPath); // Last: if anything above fails, the next write tries again.
  }

  #nodeOperations(nodefs: Nodefs, ErrnoError: NewError, { realPath, copy, node }: Original) {
    const pathOf = (parent: Node, name: string) => posix.join(realPath(parent), name);
    return {
      lookup: (parent: Node, name: string) => {
        const path = pathOf(parent, name);
        if (this.#removed.has(path)) throw new ErrnoError(noSuchFile);
        return nodefs.createNode(parent, name, nodefs.getMode(this.#copies.get(path) ?? path));
      },
      mknod: (parent: Node, name: string, mode: number) => {
        const created = nodefs.createNode(parent, name, mode);
        nodefs.tryFSOperation(() => {
          const copy = this.#nextName();
          if ((mode & fs.constants.S_IFMT) === fs.constants.S_IFDIR) fs.mkdirSync(copy, mode);
          else fs.writeFileSync(copy, "", { mode });
          const path = pathOf(parent, name);
          this.#copies.set(path, copy);
          this.#removed.delete(path);
        });
        return created;
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
        const created = [...this.#copies.keys()].filter((child) => posix.dirname(child) === path);
        const kept = fs.existsSync(path) ? fs.readdirSync(path).map((name) => posix.join(path, name)) : [];
        const names = new Set([...kept.filter((child) => !this.#removed.has(child)), ...created]);
        return [...names].map((child) => posix.basename(child));
      },
      setattr: (of: Node, ...attributes: unknown[]) => {
        copy(of);
        node.setattr?.(of, ...attributes);
      },
    };
  }

  #streamOperations(stream: Operations, copy: Original["copy"]) {
    return {
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
    };
  }

  #nextName(): string {
    return join(this.#copyFolder, String(this.#count++));
  }

  #remove(path: string): void {
    this.#copies.delete(path);
    if (fs.existsSync(path)) this.#removed.add(path);
  }
}

/** Emscripten's numbers for EBADF and ENOENT. */
const badDescriptor = 8;
const noSuchFile = 44;
const diskErrorCodes: ReadonlySet<string> = new Set("ENOSPC EDQUOT EACCES EPERM EROFS EIO EMFILE ENFILE".split(" "));
