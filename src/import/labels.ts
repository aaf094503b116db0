// Labels: the words of a column whose publisher chooses from a list, such as types of school. Publishers change case,
// spaces and apostrophes from year to year, so these do not count.

/** Label -> what it means. */
export type Labels<Meaning> = ReadonlyMap<string, Meaning>;

export const labels = <Meaning>(meanings: Readonly<Record<string, Meaning>>): Labels<Meaning> =>
  new Map(Object.entries(meanings).map(([label, meaning]) => [plain(label), meaning]));

/** Undefined for a label that is not listed. */
export const meaningOf = <Meaning>(known: Labels<Meaning>, label: string): Meaning | undefined =>
  known.get(plain(label));

const plain = (label: string): string => label.toLowerCase().replace(/['’]/g, "").replace(/\s+/g, " ").trim();

/** Distinct labels that are counted by name: a column of free text has as many as rows. */
const maxLabels = 100;

/** Counts the labels of a file that Kindred does not know. */
export class UnknownLabels {
  /** `column: label` -> number of rows */
  readonly counts: Record<string, number> = {};
  private size = 0;

  add(column: string, label: string): void {
    let name = `${column}: ${label}`;
    if (!(name in this.counts)) {
      if (this.size >= maxLabels) name = "more labels";
      else this.size++;
    }
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
