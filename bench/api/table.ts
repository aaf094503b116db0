// The table of one query: medians over the rounds, and ratios to PostGraphile with roles.
import { markdown } from "../markdown.js";
import { quantile } from "../serving/served.js";
import type { Count } from "./count-statements.js";
import type { Query } from "./documents.js";
import type { Cost } from "./load.js";
import { baseline, type Caller, type Kind, subject } from "./servers.js";

export interface Row {
  readonly kind: Kind;
  readonly caller: Caller;
  /** One a round. */
  readonly costs: readonly Cost[];
  readonly count: Count;
}

const median = ({ costs }: Row, name: keyof Cost) =>
  quantile(
    costs.map((cost) => cost[name]),
    0.5,
  );

/** The median over the rounds of the ratio in each round: what else the machine does, it does to both. */
function ratioOf(row: Row, to: Row | undefined, name: "serverCpu" | "databaseCpu"): number {
  const ratios = row.costs.map((cost, round) => cost[name] / (to?.costs[round]?.[name] ?? Number.NaN));
  return quantile(ratios, 0.5);
}

/** `0.65 ≤ 0.7`, a goal that is met, or `1.80 > 0.7`. */
const beside = (ratio: number, goal: number | null): string => {
  if (Number.isNaN(ratio)) return "";
  if (goal === null) return ratio.toFixed(2);
  return `${ratio.toFixed(2)} ${ratio <= goal ? "≤" : "**>**"} ${goal}`;
};

export function tableOf(query: Query, rows: readonly Row[]): string {
  const head = ["server", "caller", "server CPU, ms", "ratio", "database CPU, ms", "ratio", "statements"];
  const lines = rows.map((row) => {
    const { kind, caller, count } = row;
    const to = rows.find((one) => one.kind.name === baseline && one.caller === caller);
    const requests = String(row.costs.reduce((sum, one) => sum + one.requests, 0));
    const goal = (value: number) => (kind.name === subject ? value : null);
    const control = count.control ? ` + ${count.control}` : "";
    if (kind.family === "embedded") {
      const [cpu, ...others] = (["serverCpu", "p50", "p99", "memory"] as const).map((name) => median(row, name));
      const database = ["in the server's", "", ""];
      const ratio = beside(ratioOf(row, to, "serverCpu"), null);
      return [
        kind.name,
        caller,
        cpu!.toFixed(2),
        ratio,
        ...database,
        ...others.map((value) => value.toFixed(1)),
        requests,
      ];
    }
    const statements = kind.name === subject ? beside(count.statements, 1).replace(".00", "") : `${count.statements}`;
    return [
      kind.name,
      caller,
      median(row, "serverCpu").toFixed(2),
      beside(ratioOf(row, to, "serverCpu"), goal(query.goal)),
      median(row, "databaseCpu").toFixed(2),
      beside(ratioOf(row, to, "databaseCpu"), goal(1)),
      statements + control,
      median(row, "p50").toFixed(1),
      median(row, "p99").toFixed(1),
      median(row, "memory").toFixed(0),
      requests,
    ];
  });
  return markdown([...head, "p50, ms", "p99, ms", "memory, MB", "requests"], lines, 2);
}
