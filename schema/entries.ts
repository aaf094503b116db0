// Records that a list of objects shows.

/** The entries of a record that has some of the keys. */
export const entriesOf = <Key extends string, Value>(record: Readonly<Partial<Record<Key, Value>>>) =>
  Object.entries(record) as [Key, Value][];
