// What a client can be granted.
import type { Capability as StoredCapability } from "../../src/access/viewer.js";
import { builder } from "../builder.js";

export const Capability = builder.enumType("Capability", {
  description: "Access that can be granted.",
  values: {
    TARGETS: { description: "Read issued targets." },
    PARTNERSHIPS: { description: "Read partnerships. A vendor needs a grant from both schools." },
    ATTENDANCE: { description: "Submit attendance (a vendor) and read submitted attendance and progress." },
  } satisfies Record<StoredCapability, object>,
});
