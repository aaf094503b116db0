// The year to date of what was accepted, written apart from the program: the highest revision of each period counts.
import type { Submission } from "../../src/submissions/submission.js";

/** `URN SCOPE YEAR` -> [possible, attended, authorised, unauthorised]; none where every period is withdrawn. */
export function fold(accepted: readonly Submission[]): Record<string, number[]> {
  const highest: Record<string, Submission> = {};
  for (const submission of accepted) {
    const period = [submission.urn, submission.scope, submission.from, submission.to].join();
    if (!highest[period] || highest[period].revision < submission.revision) highest[period] = submission;
  }
  const years: Record<string, number[]> = {};
  for (const { urn, scope, from, byCode, totals } of Object.values(highest)) {
    const figures = totals ? [totals.possible, totals.attended, totals.authorised, totals.unauthorised] : null;
    const sessions = byCode ? ofCodes(byCode) : figures;
    if (!sessions) continue;
    const began = Number(from.slice(0, 4)) - (from.slice(5) < "08-01" ? 1 : 0);
    const year = `${urn} ${scope} ${began}/${String(began + 1).slice(2)}`;
    years[year] = sessions.map((count, index) => count + (years[year]?.[index] ?? 0));
  }
  return years;
}

/** Of the codes that the tests use. */
function ofCodes(byCode: NonNullable<Submission["byCode"]>): number[] {
  const sum = (codes: string) =>
    byCode.filter(({ code }) => codes.includes(code)).reduce((all, { sessions }) => all + sessions, 0);
  const [attended, authorised, unauthorised] = [sum("/B"), sum("I"), sum("O")];
  return [attended! + authorised! + unauthorised!, attended!, authorised!, unauthorised!];
}
