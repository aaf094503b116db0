import { expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { kindredHere } from "./kindred.js";

it("kindred --version prints the package's version and nothing else", async () => {
  expect(await kindredHere(["--version"])).toEqual({ code: 0, out: `${packageJson.version}\n`, err: "" });
});
