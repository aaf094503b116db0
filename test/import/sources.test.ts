// The list of sources.
import { readFileSync } from "node:fs";
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

  it("are all named in the description of Source.kind", () => {
    const sdl = readFileSync(new URL("../../schema/schema.graphql", import.meta.url), "utf8");
    const [, listed = ""] = /Kind of file: (.*?)\./s.exec(sdl) ?? [];
    expect(listed.split(/, | or /).sort()).toEqual(sources.map(({ kind }) => kind).sort());
  });
});
