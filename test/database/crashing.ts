// Crashes the engine of an embedded database, with a function that uses its argument as a memory address.

/** Creates the function. */
export const crashing = "CREATE FUNCTION crash(int) RETURNS int LANGUAGE internal STRICT VOLATILE AS 'textlen'";

/** Crashes PostgreSQL in WASM: the address does not exist. */
export const crash = "SELECT crash(2147483647)";
