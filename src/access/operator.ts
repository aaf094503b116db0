// Whoever can run commands on the machine that holds the database acts as the department.
import { anonymous, type Viewer } from "./viewer.js";

export const operator: Viewer = { ...anonymous, role: "DEPARTMENT", name: "command line" };
