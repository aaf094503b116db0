// Executes by graphql-js. Yoga's own executor answers fields in the order in which they resolve: neither the order that
// was asked for, nor the same twice, nor silent about what took long.
import { execute, subscribe } from "graphql";
import type { Plugin } from "graphql-yoga";

export function useReferenceExecutor(): Plugin {
  return {
    onExecute: ({ setExecuteFn }) => setExecuteFn(execute),
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe),
  };
}
