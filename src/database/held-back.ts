// Files of the embedded database on disk, with every change held back beside them until the opening has succeeded.
import fs from "node:fs";
import { basename, dirname, join } from "node:path";
import type { PGlite, postgresMod } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** What we use of Emscripten's NODEFS. Its operations are looked up at each call, as PGlite's own file systems need. */
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
    fs.mkdirSync(this.#beside);
  }

  override async init(pglite: PGlite, options: Partial<postgresMod.PostgresMod>) {
    const { emscriptenOpts } = await super.init(pglite, options);
    const hold = (module: { NODEFS: Nodefs; FS: { ErrnoError: new (code: number) => Error } }) =>
      this.#hold(module.NODEFS, module.FS.ErrnoError);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [hold as never, ...(emscriptenOpts.preRun ?? [])] } };
  }

  /**
   * Makes the changes, or none where one of the directories may not be written. Should the process die on the way, the database is as after any crash: the log of changes (WAL)
   * comes before what it describes, pg_control, which names where in the log to begin, after both, and what it named
   * until then goes last.
   */
  settle(): void {
    const order = (path: string) => (path.includes("/pg_wal/") ? 0 : path.endsWith("/pg_control") ? 2 : 1);
    const copies = [...this.#copies].sort(([a], [b]) => order(a) - order(b));
    const changed = [...this.#copies.keys(), ...this.#removed].map(dirname).filter((path) => fs.existsSync(path));
    for (const path of new Set(changed)) fs.accessSync(path, fs.constants.W_OK);
    const directories = new Set(copies.filter(([, copy]) => fs.statSync(copy).isDirectory()).map(([path]) => path));
    for (const path of [...directories].sort()) fs.mkdirSync(path, { recursive: true });
    for (const [path, copy] of copies) if (!directories.has(path)) fs.renameSync(copy, path);
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
    const pathOf = (parent: Node, name: string) => join(realPath(parent), name);
    const copy = (of: Node) => {
      const path = realPath(of);
      if (this.#copies.has(path)) return;
      if (this.#removed.has(path)) throw new ErrnoError(badDescriptor);
      nodefs.tryFSOperation(() => {
        const made = this.#newCopy(path);
        fs.copyFileSync(path, made, fs.constants.COPYFILE_FICLONE);
        for (const open of this.#streams) {
          if (open.node !== of) continue;
          fs.closeSync(open.nfd);
          open.nfd = fs.openSync(made, nodefs.flagsForNode(open.flags));
        }
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
          const path = this.#newCopy(pathOf(parent, name));
          if ((mode & fs.constants.S_IFMT) === fs.constants.S_IFDIR) fs.mkdirSync(path, mode);
          else fs.writeFileSync(path, "", { mode });
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
        const made = [...this.#copies.keys()].filter((child) => dirname(child) === path);
        const kept = fs.existsSync(path) ? fs.readdirSync(path).map((name) => join(path, name)) : [];
        const names = new Set([...kept.filter((child) => !this.#removed.has(child)), ...made]);
        return [...names].map((child) => basename(child));
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

  #newCopy(path: string): string {
    const copy = join(this.#beside, String(this.#count++));
    this.#copies.set(path, copy);
    this.#removed.delete(path);
    return copy;
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
