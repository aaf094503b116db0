// Checks what public viewers and a school see of runs, targets and partnerships.
import { type Answer, answered, type Data } from "./client.js";
import { checkedUrns } from "./errand.js";

export const publicView = `{ ${checkedUrns
  .map(
    (urn) =>
      `s${urn}: school(urn: ${urn}) { cohort { run { parameters } peers(first: 100) { rank distance school { urn } } } }`,
  )
  .join(" ")} publishedRuns(first: 100) { nodes { parameters summary { schools matched } } } }`;

export const schoolView = `{ viewer { school {
  target { year target outcome baseline median peers contribution improvement flags }
  targetCohort { peers(first: 100) { rank distance school { urn } } }
  partnership { status kilometres gap partner { urn } } } } }`;

/** What an item shows if nothing is killed. */
export interface ItemViews {
  readonly k: number;
  /** Its cohorts by school, if the run is published. */
  cohorts?: string;
  /** What the published run shows. */
  published?: string;
  drafted?: string;
  /** Target and cohort of the school. */
  target?: string;
  partnership?: string;
}

/** The items that a viewer may see now: the last one acknowledged, or one requested since. */
export class VisibleItems {
  private may: ItemViews[] = [];
  /** Call before the item is requested. */
  requested(item: ItemViews): void {
    this.may.push(item);
  }
  /** From now on earlier items must not be seen. */
  acknowledged(item: ItemViews): void {
    this.may = this.may.slice(this.may.indexOf(item));
    this.certain = true;
  }
  /** Whether an item must be visible. */
  certain = false;
  now(): { readonly may: readonly ItemViews[]; readonly certain: boolean } {
    return { may: [...this.may], certain: this.certain };
  }
}

type Allowed = ReturnType<VisibleItems["now"]>;

/** @returns a finding; null if the view is allowed */
function wrong(what: string, seen: string | null, part: keyof ItemViews, { may, certain }: Allowed): string | null {
  if (seen === null) return certain ? `${what} is gone` : null;
  return may.some((item) => item[part] === seen)
    ? null
    : `${what} is not one of the allowed views: ${seen.slice(0, 300)}`;
}

const text = (value: unknown) => (value == null ? null : JSON.stringify(value));

export const cohortsOf = (data: Data): string | null => {
  const schools = checkedUrns.map((urn) => data[`s${urn}`].cohort);
  return schools.every((one) => one === null) ? null : text(schools);
};
export const publishedOf = (data: Data, k: number): string | null =>
  text(data.publishedRuns.nodes.find((run: Data) => run.parameters.k === k));
export const targetOf = ({ viewer }: Data): string | null =>
  viewer.school.target && text([viewer.school.target, viewer.school.targetCohort]);
export const partnershipOf = ({ viewer }: Data): string | null => text(viewer.school.partnership);

/** @param before the items allowed before the query; @param after those after it: either may be seen */
export function judgePublic(answer: Answer, before: Allowed, after: Allowed): string[] {
  const data = answered(answer);
  const allowed = { may: [...before.may, ...after.may], certain: before.certain };
  const runs = data.publishedRuns.nodes.map((run: Data) => run.parameters.k);
  const twice = new Set(runs).size < runs.length ? ["a run is published twice"] : [];
  return [...twice, ...found([wrong("the public cohorts", cohortsOf(data), "cohorts", allowed)])];
}

export function judgeSchool(
  answer: Answer,
  issued: readonly [Allowed, Allowed],
  arranged: readonly [Allowed, Allowed],
): string[] {
  const data = answered(answer);
  const both = ([before, after]: readonly [Allowed, Allowed]): Allowed => ({
    may: [...before.may, ...after.may],
    certain: before.certain,
  });
  return found([
    wrong("the school's target", targetOf(data), "target", both(issued)),
    wrong("the school's partnership", partnershipOf(data), "partnership", both(arranged)),
  ]);
}

const found = (all: readonly (string | null)[]) => all.filter((one) => one !== null);
