// Executes with graphql-js. Yoga's executor returns fields in the order in which they resolve. That is not the requested
// order, it varies, and it reveals which fields took long.
import { execute, subscribe } from "graphql";
import type { Plugin } from "graphql-yoga";

export function useReferenceExecutor(): Plugin {
  return {
    onExecute: ({ setExecuteFn }) => setExecuteFn(execute),
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe),
  };
}
