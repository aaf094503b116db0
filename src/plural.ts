/** `1,234` */
export const count = (value: number): string => value.toLocaleString("en-GB");

/** `1 school`, `1,234 schools` */
export const counted = (value: number, one: string, several = `${one}s`): string =>
  `${count(value)} ${plural(value, one, several)}`;

/** The form of a word that goes with a count: `school` with 1, `schools` with any other. */
export const plural = (value: number, one: string, several = `${one}s`): string =>
  rules.select(value) === "one" ? one : several;

const rules = new Intl.PluralRules("en-GB");
