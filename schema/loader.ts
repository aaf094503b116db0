// Batched reads: the reads of all fields of one request are combined into one store call, and so one statement.
import DataLoader from "dataloader";
import type { Viewer } from "../src/access/viewer.js";
import type { Database } from "../src/database/database.js";
import type { Context } from "./context.js";

/**
 * A loader per request, so that it only holds what the request's viewer may see.
 * @param batch returns values in the order of `keys`; `options` (such as a year) are the same for the whole batch
 */
export function batched<Key extends string | number | object, Value, Options = void>(
  batch: (context: Context, keys: readonly Key[], options: Options) => Promise<readonly Value[]>,
): (context: Context, key: Key, options: Options) => Promise<Value> {
  const requests = new WeakMap<Context, Map<string, DataLoader<Key, Value>>>();
  return (context, key, options) => {
    const loaders = requests.get(context) ?? new Map<string, DataLoader<Key, Value>>();
    requests.set(context, loaders);
    const name = JSON.stringify(options ?? null);
    const loader = loaders.get(name) ?? new DataLoader((keys: readonly Key[]) => batch(context, keys, options));
    loaders.set(name, loader);
    return loader.load(key);
  };
}

/** A loader over a store function that takes the viewer and returns values in the order of the keys. */
export const batchedRead = <Key extends string | number | object, Value, Options = void>(
  read: (database: Database, viewer: Viewer, keys: readonly Key[], options: Options) => Promise<readonly Value[]>,
) => batched(({ database, viewer }, keys: readonly Key[], options: Options) => read(database, viewer, keys, options));
