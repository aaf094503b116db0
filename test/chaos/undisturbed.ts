// Runs the same errands without kills: their results and views are the expected ones.
import { createClient } from "../../src/access/clients.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { startWork } from "../../src/work.js";
import { department } from "../runs/viewers.js";
import { serve } from "../server/world.js";
import { type Ask, answered, persistent } from "./client.js";
import { arrange, checkedUrns, draft, type Errand, issue, makeRun, publish } from "./errand.js";
import { made } from "./rows.js";
import { cohortsOf, type ItemViews, partnershipOf, publicView, publishedOf, schoolView, targetOf } from "./views.js";
import { insertSchools } from "./world.js";

export interface Keys {
  readonly department: string;
  readonly school: string;
}

/** Fills a new database with schools, a client of the department and one of a school. */
export async function fill(database: Database, schools: number): Promise<Keys> {
  await insertSchools(database, schools);
  const keyOf = async (client: Parameters<typeof createClient>[2]) =>
    (await createClient(database, department, client)).key;
  return {
    department: await keyOf({ name: "The department", role: "DEPARTMENT" }),
    school: await keyOf({ name: "A school", role: "SCHOOL", urn: checkedUrns[1] }),
  };
}

/** @param database only for this; closed by `close` */
export async function undisturbed(database: Database, schools: number) {
  const keys = await fill(database, schools);
  const server = serve(database);
  const worker = await startWork(database, readConfig({}), {});
  const ask: Ask = async (query, options) => {
    const { status, data, errors } = await server.ask(query, options);
    return { status, data, codes: errors.map(({ extensions }) => String(extensions.code)) };
  };
  const errand: Errand = { client: persistent(ask, () => {}), key: keys.department, acknowledge: () => {} };
  const rows = new Map<string, string>();
  const views = new Map<number, ItemViews>();
  const inPublic = async () => answered(await ask(publicView));
  const asSchool = async () => answered(await ask(schoolView, { key: keys.school }));

  async function make(k: number, published: boolean): Promise<ItemViews> {
    const id = await makeRun(errand, k);
    if (published) {
      await publish(errand, id);
      const data = await inPublic();
      return { k, cohorts: cohortsOf(data)!, published: publishedOf(data, k)! };
    }
    const { id: set, drafted } = await draft(errand, id);
    await issue(errand, set);
    await arrange(errand, id);
    const data = await asSchool();
    return { k, drafted: JSON.stringify(drafted), target: targetOf(data)!, partnership: partnershipOf(data)! };
  }

  return {
    /** `what k` -> number of rows and their digest, for all results so far */
    rows,
    /** What an item shows; creates the item at the first call. */
    async viewsOf(k: number, published: boolean): Promise<ItemViews> {
      const item = views.get(k) ?? (await make(k, published));
      views.set(k, item);
      for (const one of await made(database)) rows.set(`${one.what} ${one.k}`, one.rows);
      return item;
    },
    async close() {
      await worker.stop(0);
      await server.close();
      await database.close();
    },
  };
}
