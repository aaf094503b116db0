// GIAS `links_edubasealldata.csv`: predecessors, successors and other links, stored whatever URNs they name.
import type { DirectoryFact, Source } from "./source.js";

export const links: Source = {
  kind: "links",
  title: "a GIAS links file (links_edubasealldata….csv)",
  key: "LinkURN",
  layouts: [["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"]],
  open() {
    const linkedSchools = new Map<number, DirectoryFact>();
    const linkingSchools = new Map<number, DirectoryFact>();
    return {
      read(row) {
        const link = {
          urn: row.urn("URN"),
          link_urn: row.urn("LinkURN"),
          link_name: row.cell("LinkName"),
          link_type: row.text("LinkType") ?? row.reject("LinkType", "the link has no type"),
          established: row.date("LinkEstablishedDate"),
        };
        const { line } = row;
        if (!linkingSchools.has(link.urn)) linkingSchools.set(link.urn, { urn: link.urn, line, record: {} });
        if (!linkedSchools.get(link.link_urn)?.record.name) {
          const record = { name: link.link_name || null };
          linkedSchools.set(link.link_urn, { urn: link.link_urn, line, record });
        }
        return {
          subject: `${link.urn} ${link.link_type} ${link.link_urn} ${link.established ?? ""}`,
          facts: { link },
        };
      },
      remaining: () => [...new Map([...linkingSchools, ...linkedSchools]).values()],
    };
  },
};
