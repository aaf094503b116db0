// Writes what follows from the schema: the committed SDL, and typed documents for tests and examples.
//   tsx codegen.ts           writes
//   tsx codegen.ts --check   fails where what is committed differs
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { type CodegenConfig, generate } from "@graphql-codegen/cli";
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from "graphql";
import { schema } from "./schema/index.js";
import { publicSchema } from "./src/access/public-schema.js";

interface Output {
  readonly filename: string;
  readonly content: string;
}

const root = import.meta.dirname;

const sdl = (filename: string, described: GraphQLSchema): Output => ({
  filename: resolve(root, filename),
  content: `${printSchema(lexicographicSortSchema(described))}\n`,
});

/** Documents for anyone are checked against what anyone is served. */
const documentSets = [
  { schema: "schema/public.graphql", folder: "public" },
  { schema: "schema/schema.graphql", folder: "clients" },
];

function typedDocuments(described: readonly Output[]): CodegenConfig {
  const generates = documentSets.map(({ schema, folder }) => {
    const content = described.find(({ filename }) => filename === resolve(root, schema))?.content ?? "";
    return [
      `test/documents/generated/${folder}/`,
      {
        preset: "client",
        schema: content,
        documents: `test/documents/${folder}/*.graphql`,
        presetConfig: { fragmentMasking: false },
        config: { documentMode: "string", useTypeImports: true, enumsAsTypes: true, importExtension: ".js" },
      },
    ];
  });
  return { generates: Object.fromEntries(generates), silent: true, cwd: root };
}

const described = [sdl("schema/schema.graphql", schema), sdl("schema/public.graphql", publicSchema(schema))];
const typed: Output[] = await generate(typedDocuments(described), false);
const outputs = [...described, ...typed.map((output) => ({ ...output, filename: resolve(root, output.filename) }))];

if (process.argv.includes("--check")) {
  for (const { filename, content } of outputs) {
    if ((await readFile(filename, "utf8").catch(() => null)) === content) continue;
    console.error(`${relative(root, filename)} is not what the schema says: run tsx codegen.ts and commit it.`);
    process.exitCode = 1;
  }
} else {
  for (const { filename, content } of outputs) {
    await mkdir(dirname(filename), { recursive: true });
    await writeFile(filename, content);
  }
}
