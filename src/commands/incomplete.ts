/** Ends a command with exit code 1: it did what it could and has reported what it rejected, or that nothing was done. */
export class Incomplete extends Error {}
