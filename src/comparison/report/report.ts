// `report.html`: a comparison as a page that people read.
import type { PeersExplanation } from "../../matching/explain/explanation.js";
import type { Figure } from "../figure.js";
import type { Compared } from "../lists.js";
import { agreementSection } from "./agreement.js";
import { balanceSection } from "./balance.js";
import { Figures, type Reported } from "./figures.js";
import { hubSection } from "./hubs.js";
import { mapSection } from "./maps.js";
import { nearnessSection } from "./nearness.js";
import { oneSchoolSection } from "./one-school.js";
import { type PageSection, pageOf } from "./page.js";
import { hasSteadiness, steadinessSection } from "./steadiness.js";
import { summarySection } from "./summary.js";
import { validitySection } from "./validity.js";

export interface ReportInput {
  readonly title: string;
  readonly compared: Compared;
  /** All figures of `compared`. */
  readonly figures: readonly Figure[];
  /** The row of a school whose peers are shown one by one and on maps. */
  readonly school?: number;
  /** For each list what its strategy says about the peers of that school in all lists; null where it cannot be asked. */
  readonly outside?: readonly (PeersExplanation | null)[];
  /** Sections after those of the lists, in order. */
  readonly further?: readonly ((reported: Reported) => PageSection)[];
}

/** One HTML page without script that needs no other file. The same input gives the same bytes. */
export function renderReport({ title, compared, figures, school, outside = [], further = [] }: ReportInput): string {
  const reported = { compared, figures: new Figures(figures) };
  const sections = [
    { id: "summary", name: "In plain words", content: summarySection(reported) },
    { id: "agreement", name: "Agreement", content: agreementSection(reported) },
    { id: "balance", name: "Balance", content: balanceSection(reported) },
    { id: "validity", name: "Validity", content: validitySection(reported) },
    { id: "hubs", name: "Hubs", content: hubSection(reported) },
    { id: "nearness", name: "Nearness", content: nearnessSection(reported) },
    ...further.map((section) => section(reported)),
  ];
  const steadiness = hasSteadiness(reported.figures)
    ? [{ id: "steadiness", name: "Steadiness", content: steadinessSection(reported) }]
    : [];
  const ofSchool =
    school === undefined
      ? []
      : [
          { id: "school", name: "Maps", content: mapSection(compared, school) },
          { id: "one-school", name: "One school", content: oneSchoolSection(compared, school, outside) },
        ];
  return pageOf({ title, sections: [...sections, ...steadiness, ...ofSchool] });
}
