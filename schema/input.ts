// Optional fields of an input object. A client that sends null for a field gives no value, as if it omitted the field.

type WithoutNulls<Input> = { -readonly [Name in keyof Input]?: Exclude<Input[Name], null | undefined> };

/** The given fields; undefined if there is no input. */
export function withoutNulls<Input extends object>(input: Input | null | undefined): WithoutNulls<Input> | undefined {
  if (input == null) return undefined;
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value != null)) as WithoutNulls<Input>;
}
