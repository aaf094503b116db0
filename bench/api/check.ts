// Checks that the servers give the same values, and counts their statements.
import { type Count, countingProxy } from "./count-statements.js";
import { valuesOf } from "./documents.js";
import { openAgent, send } from "./load.js";
import { type Caller, type Kind, type Site, start } from "./servers.js";

/** The statements of one request, once the server has had some: by query, server and caller. */
export type Counts = ReadonlyMap<string, Count>;

export function countKey(query: string, { name }: Kind, caller: Caller): string {
  return `${query} ${name} ${caller}`;
}

const requests = 10;

/** @throws Error if two servers give different values */
export async function checkAndCount(
  site: Site,
  kinds: readonly Kind[],
  variables: ReadonlyMap<string, readonly object[]>,
): Promise<Counts> {
  const counts = new Map<string, Count>();
  const expected = new Map<string, string>();
  const agent = openAgent();
  for (const kind of kinds) {
    const proxy = await countingProxy(site.databaseUrl);
    const server = await start(kind, { ...site, databaseUrl: proxy.url });
    for (const caller of kind.callers) {
      for (const [query, sets] of variables) {
        for (const set of sets.slice(0, requests)) {
          proxy.take();
          const { data } = JSON.parse(await send(server, caller, query, set, agent));
          counts.set(countKey(query, kind, caller), proxy.take());
          const values = valuesOf(data).join("\n");
          const request = `${query} ${JSON.stringify(set)}`;
          if (values !== (expected.get(request) ?? values)) {
            throw new Error(`${kind.name} gives other values than ${kinds[0]!.name} for ${request}`);
          }
          expected.set(request, values);
        }
      }
    }
    await server.stop();
    proxy.close();
  }
  agent.destroy();
  return counts;
}
