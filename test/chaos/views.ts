// What a public viewer and a school see of runs, targets and partnerships, and whether it is what it should be.
import { answered, type Data, type Told } from "./client.js";
import { looked } from "./errand.js";

export const publicView = `{ ${looked
  .map(
    (urn) =>
      `s${urn}: school(urn: ${urn}) { cohort { run { parameters } peers(first: 100) { rank distance school { urn } } } }`,
  )
  .join(" ")} publishedRuns(first: 100) { nodes { parameters summary { schools matched } } } }`;

export const schoolView = `{ viewer { school {
  target { year target outcome baseline median peers contribution improvement flags }
  targetCohort { peers(first: 100) { rank distance school { urn } } }
  partnership { status kilometres gap partner { urn } } } } }`;

/** What an item shows where nothing disturbs it. */
export interface ItemViews {
  readonly k: number;
  /** Of its cohorts, by school; of a published one. */
  cohorts?: string;
  /** What is told of the published run. */
  published?: string;
  drafted?: string;
  /** Target and cohort of the school. */
  target?: string;
  partnership?: string;
}

/** Those that a viewer may see now: of the last item that was acknowledged, or of one asked for since. */
export class Standing {
  private may: ItemViews[] = [];
  /** Before it is asked for. */
  asked(item: ItemViews): void {
    this.may.push(item);
  }
  /** An earlier one is never seen again by who asks from now on. */
  acknowledged(item: ItemViews): void {
    this.may = this.may.slice(this.may.indexOf(item));
    this.certain = true;
  }
  /** Whether something has to be seen. */
  certain = false;
  now(): { readonly may: readonly ItemViews[]; readonly certain: boolean } {
    return { may: [...this.may], certain: this.certain };
  }
}

type Allowed = ReturnType<Standing["now"]>;

/** @returns what may not be seen, in words; null where all is well */
function wrong(what: string, seen: string | null, part: keyof ItemViews, { may, certain }: Allowed): string | null {
  if (seen === null) return certain ? `${what} is gone` : null;
  return may.some((item) => item[part] === seen) ? null : `${what} is none that may be seen: ${seen.slice(0, 300)}`;
}

const text = (value: unknown) => (value == null ? null : JSON.stringify(value));

export const cohortsOf = (data: Data): string | null => {
  const schools = looked.map((urn) => data[`s${urn}`].cohort);
  return schools.every((one) => one === null) ? null : text(schools);
};
export const publishedOf = (data: Data, k: number): string | null =>
  text(data.publishedRuns.nodes.find((run: Data) => run.parameters.k === k));
export const targetOf = ({ viewer }: Data): string | null =>
  viewer.school.target && text([viewer.school.target, viewer.school.targetCohort]);
export const partnershipOf = ({ viewer }: Data): string | null => text(viewer.school.partnership);

/** @param allowed as it was before the view was asked for: more may be seen since, less may not */
export function judgePublic(told: Told, before: Allowed, after: Allowed): string[] {
  const data = answered(told);
  const allowed = { may: [...before.may, ...after.may], certain: before.certain };
  const runs = data.publishedRuns.nodes.map((run: Data) => run.parameters.k);
  const twice = new Set(runs).size < runs.length ? ["a run is published twice"] : [];
  return [...twice, ...found([wrong("the public cohorts", cohortsOf(data), "cohorts", allowed)])];
}

export function judgeSchool(
  told: Told,
  issued: readonly [Allowed, Allowed],
  arranged: readonly [Allowed, Allowed],
): string[] {
  const data = answered(told);
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
