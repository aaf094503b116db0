// A backup whose kind and integrity have been checked.
export interface Archive {
  readonly path: string;
  /** Its first line. */
  readonly line: string;
  /** Bytes of its contents, decompressed. */
  readonly bytes: number;
}
