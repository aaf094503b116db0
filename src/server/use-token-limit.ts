// A document has only so many tokens, which bounds its aliases and what validating it costs.
import type { ParseOptions, Source } from "graphql";
import type { Plugin } from "graphql-yoga";

export function useTokenLimit(maxTokens: number): Plugin {
  return {
    onParse({ parseFn, setParseFn }) {
      setParseFn((source: string | Source, options?: ParseOptions) => parseFn(source, { ...options, maxTokens }));
    },
  };
}
