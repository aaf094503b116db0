// Codes of errors that stopped work. docs/errors.md lists the same codes as `extensions.code` of an error.
import { type ErrorCode as Code, errorCodes } from "../src/errors.js";
import { builder } from "./builder.js";

const describe = ([code, description]: [string, string]) => [code, { description }];

export const ErrorCode = builder.enumType("ErrorCode", {
  description: "Code of an error.",
  values: Object.fromEntries(Object.entries(errorCodes).map(describe)) as Record<Code, { description: string }>,
});
