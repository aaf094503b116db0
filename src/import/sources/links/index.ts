// GIAS `links_edubasealldata.csv`: predecessors, successors and other links, stored whatever URNs they name.
import type { DirectoryFact } from "../../facts.js";
import { linkTypes } from "../../link-types.js";
import type { Source } from "../../source.js";

export default {
  kind: "links",
  title: "a GIAS links file (links_edubasealldata….csv)",
  option: {
    name: "links",
    description: "predecessors and successors: links_edubasealldata.csv",
    takes: "file",
    needsYear: false,
  },
  feeds: "schoolLink",
  precedence: 70,
  key: "LinkURN",
  labelColumns: ["LinkType"],
  layouts: [["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"]],
  open() {
    const linkedSchools = new Map<number, DirectoryFact>();
    const linkingSchools = new Map<number, DirectoryFact>();
    return {
      read(row) {
        row.label("LinkType", linkTypes);
        const link = {
          urn: row.urn("URN"),
          linkUrn: row.urn("LinkURN"),
          linkName: row.cell("LinkName"),
          linkType: row.text("LinkType") ?? row.reject("LinkType", "the link has no type"),
          established: row.date("LinkEstablishedDate"),
        };
        const { line } = row;
        if (!linkingSchools.has(link.urn)) linkingSchools.set(link.urn, { urn: link.urn, line, record: {} });
        if (!linkedSchools.get(link.linkUrn)?.record.name) {
          const record = { name: link.linkName || null };
          linkedSchools.set(link.linkUrn, { urn: link.linkUrn, line, record });
        }
        return {
          subject: `${link.urn} ${link.linkType} ${link.linkUrn} ${link.established ?? ""}`,
          facts: { schoolLink: link },
        };
      },
      remaining: () => [...new Map([...linkingSchools, ...linkedSchools]).values()],
    };
  },
} satisfies Source;
