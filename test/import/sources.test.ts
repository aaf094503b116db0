// The list of sources.
import { describe, expect, it } from "vitest";
import { fileOptions, sources } from "../../src/import/sources.js";

describe("the sources", () => {
  it("each have a kind, a place in the order of precedence and a title of their own", () => {
    for (const property of ["kind", "precedence", "title"] as const) {
      expect(new Set(sources.map((source) => source[property])).size).toBe(sources.length);
    }
  });

  it("say which file of the folder is theirs, where several share an option", () => {
    for (const option of fileOptions) {
      const ofOption = sources.filter((source) => source.option === option);
      const names = ofOption.flatMap(({ fileName }) => fileName ?? []);
      expect(new Set(names).size).toBe(option.takes === "folder" ? ofOption.length : 0);
      if (option.takes === "file") expect(ofOption).toHaveLength(1);
    }
  });
});
