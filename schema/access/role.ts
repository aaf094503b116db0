// The roles of viewers. Public viewers have two of them.
import type { Role as StoredRole } from "../../src/access/viewer.js";
import { builder } from "../builder.js";

const anyone = { access: "public" } as const;
const client = { access: "client" } as const;

export const Role = builder.enumType("Role", {
  description: "Role of a viewer.",
  values: {
    ANONYMOUS: { ...anyone, description: "Anyone without a key or token." },
    OFSTED: { ...anyone, description: "The inspectorate. It sees the same as anyone." },
    SCHOOL: { ...client, description: "A school." },
    TRUST: { ...client, description: "An academy trust." },
    LOCAL_AUTHORITY: { ...client, description: "A local authority." },
    MIS_VENDOR: { ...client, description: "A vendor of school management information systems." },
    ANALYST: { ...client, description: "An analyst of the department." },
    DEPARTMENT: { ...client, description: "The department." },
  } satisfies Record<StoredRole, object>,
});
