// Bounds of a file of submissions. docs/errors.md has the same.

const mebibyte = 1024 * 1024;

export const bulkLimits = {
  /** Bytes as sent, compressed or not. */
  file: 32 * mebibyte,
  /** Bytes once unpacked. */
  unpacked: 512 * mebibyte,
  /** Lines that are not blank. */
  lines: 200_000,
  /** Bytes of a line. */
  line: 32 * 1024,
  /** Bytes of a stored piece of a file. */
  piece: 256 * 1024,
  /** Files of one client that wait or are being read. */
  unfinished: 4,
} as const;

export type BulkLimits = { readonly [Name in keyof typeof bulkLimits]: number };
