// Colours and shapes. On white, colours have a contrast of at least 4.5, so that text may have them too (WCAG 2.2, 1.4.3).

export const colours = ["#0b5cad", "#b3440c", "#00694f", "#7b3294"] as const;
export const shapes = ["circle", "square", "triangle", "diamond"] as const;

export const ink = "#1b1b1b";
/** What a list is held against. */
export const grey = "#5f5f5f";
/** Lines and areas that only guide the eye. */
export const faint = "#d4d4d4";

/** Four steps of one hue, the lightest with a contrast of at least 3 on white (WCAG 2.2, 1.4.11). */
export const steps = ["#6b97c9", "#3f74b0", "#1f5490", "#0a2c55"] as const;

/** @param share 0, nearly white, to 1, dark blue */
export function shade(share: number): string {
  const light = [234, 241, 248];
  const dark = [8, 48, 107];
  const mixed = light.map((start, at) => Math.round(start + share * (dark[at]! - start)));
  return `rgb(${mixed.join(", ")})`;
}

/** The colour of text on `shade(share)`, with a contrast of at least 4.5. */
export const textOn = (share: number): string => (share < 0.63 ? "#000000" : "#ffffff");

/** In groups that have enough colours, for one plot each. */
export function inPlots<T>(items: readonly T[]): T[][] {
  const plots = Math.ceil(items.length / colours.length);
  const size = Math.ceil(items.length / plots);
  return Array.from({ length: plots }, (_, at) => items.slice(at * size, (at + 1) * size));
}
