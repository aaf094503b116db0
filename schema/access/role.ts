// The roles of viewers. Public viewers have two of them.
import type { Role as StoredRole } from "../../src/access/viewer.js";
import { builder } from "../builder.js";
import { anyone, client } from "../readers.js";

export const Role = builder.enumType("Role", {
  description: "Role of a viewer.",
  values: {
    ANONYMOUS: anyone("Anyone without a key or token."),
    OFSTED: anyone("The inspectorate. It sees the same as anyone."),
    SCHOOL: client("A school."),
    TRUST: client("An academy trust."),
    LOCAL_AUTHORITY: client("A local authority."),
    MIS_VENDOR: client("A vendor of school management information systems."),
    ANALYST: client("An analyst of the department."),
    DEPARTMENT: client("The department."),
  } satisfies Record<StoredRole, object>,
});
