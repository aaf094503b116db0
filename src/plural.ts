/** `1 school`, `1,234 schools` */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${plural(count, one, several)}`;
}

/** The form of a word that goes with a count: `school` with 1, `schools` with any other. */
export const plural = (count: number, one: string, several = `${one}s`): string =>
  rules.select(count) === "one" ? one : several;

const rules = new Intl.PluralRules("en-GB");
