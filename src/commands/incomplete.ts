/** Ends a command with 1: it did what it could and has said what it left out. */
export class Incomplete extends Error {}
