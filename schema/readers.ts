// What every field, and every value of a public enum, declares: who may read it, and what it is.
import type { Access } from "../src/access/access.js";

/** Among the options of a field: `...analyst("Name of the list.")`, or alone where there are no others. */
export const readBy =
  <Name extends Access>(access: Name) =>
  (description: string) => ({ access, description });

export const anyone = readBy("public");
export const analyst = readBy("analyst");
export const client = readBy("client");
export const department = readBy("department");
/** As its object. */
export const inherited = readBy("inherited");

/** For anyone, and never null. */
export const shown = (description: string) => ({ ...anyone(description), nullable: false }) as const;
export const shownList = (description: string) =>
  ({ ...anyone(description), nullable: { list: false, items: false } }) as const;
