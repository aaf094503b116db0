// The schools that have a school among their peers.
import { mayAnalyse } from "../../src/access/viewer.js";
import { publishedSeekers, type Seeker, seekersForAnalysis } from "../../src/runs/store.js";
import { builder } from "../builder.js";
import { readUuid } from "../id.js";
import { batched } from "../loader.js";
import { forwardPage, pageCost, readNumber } from "../page.js";
import { anyone, shown } from "../readers.js";
import { School, schoolOf } from "../schools/school.js";
import { loadRun } from "./run.js";

const PeerOf = builder.objectRef<Seeker>("PeerOf").implement({
  description: "A school that has another school in its cohort.",
  fields: (t) => ({
    urn: t.exposeInt("urn", shown("URN of the school whose cohort it is.")),
    school: t.field({ type: School, ...anyone("School whose cohort it is."), resolve: schoolOf }),
    rank: t.exposeInt("rank", shown("Position of the other school in the cohort.")),
    distance: t.exposeFloat("distance", shown("Distance as calculated by the strategy.")),
  }),
});

interface SeekerOptions {
  readonly runId: string;
  readonly first: number;
  readonly after?: number;
  readonly operation?: string;
}

const loadSeekers = batched(({ database, viewer }, urns: readonly number[], { runId, ...page }: SeekerOptions) =>
  mayAnalyse(viewer)
    ? seekersForAnalysis(database, viewer, runId, urns, page)
    : publishedSeekers(database, viewer, runId, urns, page),
);

/** Milliseconds to read a run of all England, however many schools are asked for. */
const timeOfRun = 100;

builder.prismaObjectFields("School", (t) => ({
  peerOf: t.connection(
    {
      type: PeerOf,
      ...anyone(
        "Schools that have this school in their cohort of a run, by URN; null if the run is not complete or you may not see it.",
      ),
      complexity: pageCost,
      extensions: { databaseTime: timeOfRun },
      args: { run: t.arg.id({ required: true, description: "ID of the run." }) },
      resolve: async ({ urn }, { run: id, ...args }, context, info) => {
        const runId = readUuid("Run", id);
        const run = runId ? await loadRun(context, runId) : null;
        if (!run?.summary) return null;
        const operation = info.operation.name?.value;
        return forwardPage(
          args,
          async ({ first, after }) => {
            const page = { first, after: after === undefined ? after : Number(readNumber(after)) };
            return { items: await loadSeekers(context, urn, { runId: run.id, ...page, operation }) };
          },
          (seeker) => String(seeker.urn),
        );
      },
    },
    { name: "PeerOfConnection", description: "A page of schools that have a school in their cohort." },
    { name: "PeerOfEdge", description: "A school on a page." },
  ),
}));
