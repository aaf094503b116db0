// Validates messages from other processes, before anything is done with them.
import type { Numbered, Request } from "./protocol.js";

type Fields = Readonly<Record<string, unknown>>;

export function isRequest(message: unknown): message is Numbered<Request> {
  if (!isObject(message) || !isNumber(message.id) || !isMissingOr("string", message.settings)) return false;
  const { do: action, within } = message;
  switch (action) {
    case "query":
      return isMissingOr("number", within) && isStatement(message.statement);
    case "exec":
      return isMissingOr("number", within) && typeof message.statements === "string";
    case "begin":
    case "copy":
      return within === undefined;
    case "end":
      return isNumber(within) && typeof message.commit === "boolean";
    case "listen":
    case "unlisten":
      return within === undefined && typeof message.channel === "string" && channelName.test(message.channel);
    default:
      return false;
  }
}

/** PGlite puts the name into a statement unescaped. */
const channelName = /^[a-z_]{1,63}$/;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isNumber = (value: unknown): value is number => Number.isSafeInteger(value);
const isMissingOr = (type: "string" | "number", value: unknown) => value === undefined || typeof value === type;
const isStatement = (value: unknown) =>
  isObject(value) &&
  typeof value.text === "string" &&
  Array.isArray(value.parameters) &&
  Array.isArray(value.unread) &&
  value.unread.every(isNumber);
