// Batched look-ups: results in the order of the keys; ids that are not UUIDs need no query.

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (id: string): boolean => uuid.test(id);

/** Rows aligned with `keys`; null where no row has the key. */
export function inOrder<Key, Row>(
  keys: readonly Key[],
  rows: readonly Row[],
  keyText: (key: Key) => string,
  rowText: (row: Row) => string,
): (Row | null)[] {
  const rowsByKey = new Map(rows.map((row) => [rowText(row), row]));
  return keys.map((key) => rowsByKey.get(keyText(key)) ?? null);
}
