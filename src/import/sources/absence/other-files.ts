// Files of absence that are not the release by school.

/** Names the file of absence that a header belongs to; null if unknown. */
export function describeOtherAbsenceFile(header: ReadonlySet<string>): string | null {
  const names = new Set([...header].map((name) => name.toLowerCase()));
  if (!names.has("urn") && !names.has("school_urn")) return names.has("sess_overall_percent") ? withoutSchools : null;
  const found = otherFiles.find(({ column }) => names.has(column));
  return found ? found.title : null;
}

const withoutSchools = "absence by region and local authority (1_absence_3term_nat_reg_la.csv), without schools";

const byGroup = "with a column for each group of pupils and without the part of the year";

const otherFiles: readonly { readonly column: string; readonly title: string }[] = [
  { column: "all_oa_percent", title: `overall absence (oa_percent_3term_sch_….csv), ${byGroup}` },
  { column: "all_pa_percent", title: `persistent absence (pa_percent_3term_sch_….csv), ${byGroup}` },
  { column: "enrol_overall", title: "the number of pupils with one or more sessions of absence" },
];
