// The viewer of the command line. Anyone who can run commands on the database's machine acts as the department.
import { anonymous, type Viewer } from "./viewer.js";

export const operator: Viewer = { ...anonymous, role: "DEPARTMENT", name: "command line" };
