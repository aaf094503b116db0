// Batched look-ups: answers in the order of the keys, and ids that are none answered without the database.

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (id: string): boolean => uuid.test(id);

/** Aligned with `keys`; null where no row has the key. */
export function inOrder<Key, Row>(
  keys: readonly Key[],
  rows: readonly Row[],
  ofKey: (key: Key) => string,
  ofRow: (row: Row) => string,
): (Row | null)[] {
  const byKey = new Map(rows.map((row) => [ofRow(row), row]));
  return keys.map((key) => byKey.get(ofKey(key)) ?? null);
}
