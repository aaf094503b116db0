// One viewer of each role.
import { anonymous, type Role, roles, type Viewer } from "../../src/access/viewer.js";

export const viewers = Object.fromEntries(
  roles.map((role) => [role, { ...anonymous, role, urn: role === "SCHOOL" ? 100001 : null }]),
) as Readonly<Record<Role, Viewer>>;

export const { ANALYST: analyst, DEPARTMENT: department } = viewers;

/** Viewers who may not read unpublished runs. */
export const outsiders = roles
  .filter((role) => role !== "ANALYST" && role !== "DEPARTMENT")
  .map((role) => viewers[role]);
