/** Ends a command with exit code 1: it did what it could and has reported what it left out. */
export class Incomplete extends Error {}
