// Crashes the engine of an embedded database: a function that takes its argument for an address in memory.

/** Makes the function. */
export const crashing = "CREATE FUNCTION crash(int) RETURNS int LANGUAGE internal STRICT VOLATILE AS 'textlen'";

/** A statement that PostgreSQL, in WASM, does not survive: there is no such address. */
export const crash = "SELECT crash(2147483647)";
