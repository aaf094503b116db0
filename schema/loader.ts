// Batched reads: what the fields of one request ask for together becomes one call of a store, and so one statement.
import DataLoader from "dataloader";
import type { Context } from "./context.js";

/**
 * A loader that lives as long as its request, so that it only ever holds what its viewer may see.
 * @param batch answers aligned with `keys`; `options` are the same for a whole batch (a year, say)
 */
export function batched<Key extends string | number, Value, Options = void>(
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
