// Measures how long the serving thread is blocked, and how long simple queries take, while something else happens.
import { quantile, type Served } from "./served.js";

/** The maximum time for which the serving thread may be blocked. */
export const limitMs = 100;
const queriesPerSecond = 25;

/** Above the lines that `measureDuring` prints. */
export const stallHeader = `${queriesPerSecond} queries per second during each stage; milliseconds

longest stall  queries  failed  median     p95     max  stage`;

/**
 * Prints and returns the stall, and the times of queries such as a dashboard's for one school, during an action.
 * @param year of the attendance that is asked for
 */
export async function measureDuring(served: Served, name: string, year: string, action: () => Promise<void>) {
  const { data: page } = await served.ask("{ schools(first: 50) { nodes { urn } } }");
  const urns = (page as { schools: { nodes: { urn: number }[] } }).schools.nodes.map(({ urn }) => urn);
  await served.longestStall(); // resets it
  const times: number[] = [];
  const queries: Promise<void>[] = [];
  let failed = 0;
  const timer = setInterval(() => {
    const urn = urns[queries.length % urns.length];
    const start = performance.now();
    queries.push(
      served
        .ask(`{ school(urn: ${urn}) { name attendance(years: ["${year}"]) { attendance } } }`)
        .then(({ status, errors }) => {
          if (status !== 200 || errors) failed++;
          times.push(performance.now() - start);
        })
        .catch(() => {
          failed++;
        }),
    );
  }, 1000 / queriesPerSecond);
  try {
    await action();
  } finally {
    clearInterval(timer);
  }
  await Promise.all(queries);
  const stall = await served.longestStall();
  const columns = [quantile(times, 0.5), quantile(times, 0.95), Math.max(0, ...times)].map((ms) =>
    ms.toFixed(0).padStart(6),
  );
  const counts = `${String(queries.length).padStart(7)}  ${String(failed).padStart(6)}`;
  console.log(`${stall.toFixed(0).padStart(13)}  ${counts}  ${columns.join("  ")}  ${name}`);
  return { stall, failed };
}
