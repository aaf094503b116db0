// What every field, and every value of a public enum, declares: who may read it, and what it is.
import type { Access } from "../src/access/access.js";

/** Options of a field: `...analyst("Name of the list.")` beside others, `analyst("Name of the list.")` alone. */
export const readableBy =
  <Name extends Access>(access: Name) =>
  (description: string) => ({ access, description });

export const anyone = readableBy("public");
export const analyst = readableBy("analyst");
export const client = readableBy("client");
export const department = readableBy("department");
/** As its object. */
export const inherited = readableBy("inherited");

/** For anyone, and never null. */
export const shown = (description: string) => ({ ...anyone(description), nullable: false }) as const;
export const shownList = (description: string) =>
  ({ ...anyone(description), nullable: { list: false, items: false } }) as const;
