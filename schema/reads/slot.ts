// Parameters of a statement whose text is kept: what a text is made from has slots in place of values.

/** A parameter: where its value is found in a request. */
export class Slot<Request = never> {
  constructor(readonly valueIn: (request: Request) => unknown) {}

  toJSON(): string {
    return "?";
  }
}

/**
 * All that a statement's text can depend on: which values are given, and flags. Every other value, a list too, becomes a
 * slot. As JSON it is the key of the text.
 */
export function shapeOf<Value, Request>(value: Value, read: (request: Request) => Value): Value {
  if (value === null || value === undefined || typeof value === "boolean") return (value ?? undefined) as Value;
  if (typeof value === "object" && !Array.isArray(value)) return mapValues(value, read as never, shapeOf) as Value;
  return new Slot(read) as Value;
}

/** Slots for all values of an object, whether or not they are given: a text cannot depend on them at all. */
export const slotsOf = <Values extends object, Request>(values: Values, read: (request: Request) => Values): Values =>
  mapValues(values, read, (_, one) => new Slot(one));

function mapValues<Values extends object, Request>(
  values: Values,
  read: (request: Request) => Values,
  map: (value: unknown, read: (request: Request) => unknown) => unknown,
): Values {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    map(value, (request) => (read(request) as Record<string, unknown>)[name]),
  ]);
  return Object.fromEntries(entries) as Values;
}
