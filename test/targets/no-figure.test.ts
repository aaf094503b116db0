// From files to targets: pupils who were not counted and a year without sessions never become figures.
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { workOff } from "../../src/jobs/worker.js";
import { arrangePartnerships } from "../../src/partnerships/arrange.js";
import { startRun } from "../../src/runs/start.js";
import { draftTargets } from "../../src/targets/draft.js";
import { jobHandlers } from "../../src/work.js";
import { type Cells, csv, giasText, write } from "../import/files.js";
import { department } from "../server/world.js";
import { testDatabase } from "../support/database.js";

const year = "2024/25";
const uncounted = 100_001;
const closed = 100_002;
const urns = Array.from({ length: 24 }, (_, index) => uncounted + index);

const register = giasText(
  urns.map((URN, index) => ({
    URN,
    EstablishmentNumber: 4000 + index,
    "PhaseOfEducation (name)": "Secondary",
    StatutoryLowAge: 11,
    StatutoryHighAge: 16,
    Easting: 500_000 + index * 1000,
  })),
);

/** Absence falls with FSM: from 12% of sessions and 40% of pupils to 5.1% and 2%. */
const absence = csv(
  {
    time_period: 202425,
    time_identifier: "Academic year",
    geographic_level: "School",
    school_urn: 0,
    sess_possible: 100_000,
    sess_overall: 0,
    sess_overall_percent: "",
  },
  urns.map((school_urn, index): Cells => {
    const missed = 12_000 - index * 300;
    if (school_urn === closed)
      return { school_urn, sess_possible: 0, sess_overall: 0, sess_overall_percent: "0.00000" };
    return { school_urn, sess_overall: missed, sess_overall_percent: (missed / 1000).toFixed(5) };
  }),
);

const census = csv(
  {
    URN: 0,
    LA: 202,
    Estab: 0,
    SCHOOLTYPE: "State-funded secondary",
    NOR: 1000,
    PSENELSE: "NA",
    PSENELK: "NA",
    PNUMEAL: "NA",
    NUMFSMEVER: 0,
    NORFSMEVER: 1000,
    PNUMFSMEVER: "",
  },
  urns.map((URN, index): Cells => {
    const eligible = 400 - index * 16;
    const school = { URN, Estab: 4000 + index, NOR: 1000 + index };
    if (URN === uncounted) return { ...school, NUMFSMEVER: "NA", NORFSMEVER: "NA", PNUMFSMEVER: "0.00%" };
    return { ...school, NUMFSMEVER: eligible, PNUMFSMEVER: `${(eligible / 10).toFixed(2)}%` };
  }),
);

let database: Database;
let targets: ReadonlyMap<
  number,
  { outcome: string; target: string | null; flags: string[]; parts: Record<string, unknown> }
>;
let partners: readonly { urn: number; partner: number | null }[];

beforeAll(async () => {
  database = await testDatabase();
  await importFiles(database, {
    gias: write("gias.csv", register),
    absence: write("absence.csv", absence),
    performanceTables: { directory: dirname(write("tables/england_census.csv", census)), year },
  });
  const handlers = jobHandlers([]);
  const run = await startRun(database, department, { strategy: "nearest-neighbour", baseYear: year }, []);
  await workOff(database, handlers, run.jobId);
  const draft = await draftTargets(database, department, { runId: run.id });
  await workOff(database, handlers, draft.jobId);
  const plan = await arrangePartnerships(database, department, { runId: run.id });
  await workOff(database, handlers, plan.jobId);
  const rows = await database.query<{
    urn: number;
    outcome: string;
    target: string | null;
    flags: string[];
    parts: Record<string, unknown>;
  }>("SELECT urn, outcome, target::text, flags, parts FROM target");
  targets = new Map(rows.map(({ urn, ...row }) => [urn, row]));
  partners = await database.query("SELECT urn, partner_urn AS partner FROM partnership");
});
afterAll(() => database.close());

describe("a school whose FSM pupils were not counted", () => {
  it("has no peers and reports FSM as missing: it is not compared with the least deprived schools", () => {
    expect(targets.get(uncounted)).toMatchObject({
      outcome: "SET",
      target: "88.3",
      flags: ["UNIVERSAL_ONLY"],
      parts: { peers: 0, universalOnly: { why: "MISSING_CIRCUMSTANCES", missing: ["fsm"] } },
    });
  });
});

describe("a school with no possible sessions", () => {
  it("has no baseline, and a code that gives the reason", () => {
    expect(targets.get(closed)).toMatchObject({
      outcome: "BASELINE_UNAVAILABLE",
      target: null,
      parts: { code: "0 of 0" },
    });
  });

  it("is in no median: every school's peers are the others with a figure", () => {
    const peers = [...targets]
      .filter(([urn]) => urn !== uncounted && urn !== closed)
      .map(([, { parts }]) => parts.peers);
    expect(peers).toHaveLength(22);
    expect(new Set(peers)).toEqual(new Set([20]));
  });

  it("is not a partner of any school", () => {
    expect(partners.some(({ partner }) => partner !== null)).toBe(true);
    expect(partners.filter(({ partner }) => partner === closed)).toEqual([]);
  });
});
