// Runs mutations of the API, and finds the acts that they recorded.
import { expect } from "vitest";
import type { Clients, TestServer } from "../server/world.js";

export type Role = keyof Clients;

export interface Recorded {
  readonly type: string;
  readonly subjectKind: string;
  readonly subject: string;
  readonly year: string | null;
  readonly school: { urn: number } | null;
}

const shown = ({ type, subjectKind, subject, year, school }: Recorded) =>
  [type, subjectKind, subject, year, school?.urn].filter((part) => part != null);

interface World {
  readonly server: TestServer;
  readonly clients: Clients;
}

/** @param world once it is made */
export function actingOn(world: () => World) {
  const testedMutations = new Set<string>();
  const keys: string[] = [];

  /** Runs a mutation, and returns its payload with the acts that it recorded, each by the caller. */
  async function act(mutation: string, input: object, output: string, role: Role = "DEPARTMENT") {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation M($input: ${type}!) { ${mutation}(input: $input) ${output} }`;
    const before = (await acts()).length;
    const { data, errors } = await world().server.ask(document, {
      key: world().clients[role].key,
      variables: { input },
    });
    const payload = data?.[mutation];
    if (payload) testedMutations.add(mutation);
    if (payload?.key) keys.push(payload.key);
    const all = await acts();
    const recorded = all.slice(0, all.length - before).reverse();
    for (const entry of recorded)
      expect(entry).toMatchObject({ actor: `The ${role}`, clientId: world().clients[role].id, role });
    return { payload, code: errors[0]?.extensions.code, recorded: recorded.map(shown) };
  }

  async function acts(args = "first: 100"): Promise<(Recorded & { at: string; actor: string; clientId: string })[]> {
    const { data, errors } = await world().server.ask(
      `{ acts(${args}) { nodes { at type actor clientId role subjectKind subject year reason transaction school { urn } } } }`,
      { key: world().clients.DEPARTMENT.key },
    );
    expect(errors).toEqual([]);
    return data.acts.nodes;
  }

  return { act, acts, testedMutations, keys };
}
