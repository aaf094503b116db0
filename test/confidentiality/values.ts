// Generates values of arguments: public, secret, nearly valid, and invalid ones.
import type { GraphQLInputType, GraphQLSchema } from "graphql";
import { isEnumType, isInputObjectType, isListType, isNonNullType } from "graphql";
import { includesGoal } from "./paths.js";
import { publishedRuns, uuid } from "./public-part.js";
import type { Random } from "./random.js";
import { scopes } from "./scopes.js";
import { accessRequestIds, ownRequestIds } from "./secret-attendance.js";
import { clientId, grantId, keyId } from "./secret-clients.js";
import { secretIds } from "./secret-part.js";

/** A value as a literal in a document, and as JSON in the variables. */
export interface Value {
  readonly literal: string;
  readonly json: unknown;
}

const toValue = (json: unknown): Value => ({ literal: literal(json), json });

function literal(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map(literal).join(", ")}]`;
  if (typeof json !== "object" || json === null) return JSON.stringify(json);
  return `{${Object.entries(json)
    .map(([name, value]) => `${name}: ${literal(value)}`)
    .join(", ")}}`;
}

const globalId = (type: string, key: string | number) => Buffer.from(`${type}:${key}`).toString("base64");
const cursor = (key: string | number) => Buffer.from(`after:${key}`).toString("base64url");

const both = [secretIds(0), secretIds(1)];
const runs = [...publishedRuns, ...both.flatMap((ids) => ids.runs), uuid(9, 9)];
const sets = [...both.flatMap((ids) => ids.sets), uuid(9, 9)];
const comparisons = [...both.flatMap((ids) => ids.comparisons), uuid(9, 9)];
const plans = [...both.flatMap((ids) => ids.plans), uuid(9, 9)];
const clients = (["VENDOR", "VENDOR_B", "TRUST", "DEPARTMENT"] as const).flatMap((caller) => [
  clientId(caller, 0),
  clientId(caller, 1),
]);

const ids: Readonly<Record<string, readonly string[]>> = {
  run: runs.map((id) => globalId("Run", id)),
  set: sets.map((id) => globalId("TargetSet", id)),
  comparison: comparisons.map((id) => globalId("Comparison", id)),
  plan: plans.map((id) => globalId("PartnershipPlan", id)),
  client: [...clients, keyId("SCHOOL", 0), keyId("SCHOOL_B", 0), uuid(60, 1), grantId(0, 0), grantId(0, 1), uuid(9, 9)],
  school: [100_001, 100_002, 100_003, 100_010, 100_016, 100_022, 100_060, 999_999].map((urn) =>
    globalId("School", urn),
  ),
  odd: [
    "",
    "x",
    globalId("Target", 100_001),
    globalId("Query", 1),
    globalId("Run", "1"),
    globalId("__proto__", "x"),
    "U2Nob29sOg==",
  ],
};
const requests = [...ownRequestIds, ...accessRequestIds(0), ...accessRequestIds(1), uuid(9, 9)];
const everyId = Object.values(ids).flat();

const moments = [0, 3, 5, 8].flatMap((day) =>
  ["03", "04", "02"].map((month) => `2026-${month}-0${day + 1}T07:00:00.000Z`),
);
const cursors = {
  school: [100_001, 100_005, 100_030, 100_060].map(cursor),
  run: publishedRuns.map((id, index) => cursor(`2026-02-0${index + 1}T00:00:00.000Z ${id}`)),
  secret: [...runs, ...sets].flatMap((id, at) => [cursor(`${moments[at % moments.length]} ${id}`), cursor(id)]),
  odd: ["", "x", cursor("x"), cursor("1 2 3"), cursor(-1), Buffer.from("target:38.1").toString("base64url")],
};

/** A school of each compared client, and one of no compared client. */
const owned = [
  ...Object.values(scopes).flatMap(({ targets, attendance }) => [...targets.slice(0, 1), ...attendance.slice(-1)]),
  100_003,
];

/** Values by the name of the argument or input field; other values are chosen by type. */
const valuesByName: Readonly<Record<string, readonly unknown[]>> = {
  urn: [...owned, 100_031, 100_006, 100_060, 100_012, 100_018, 100_024, 100_033, 999_999, 0, -1, 2 ** 31 - 1],
  other: [100_002, 100_009, 100_001, 100_031, 999_999, 100_060, 0, -1, 2 ** 31 - 1],
  urns: [...owned, 999_999],
  peers: [100_002, 100_009, 100_005, 100_031, 100_001, 999_999],
  laestab: [3_010_000, 3_010_007, 1],
  first: [0, 1, 2, 5, 20, 100, 101, -1],
  last: [1, 3, 100, 101],
  localAuthority: [301, 303, 302, 304, 1],
  laCode: [301, 303, 1],
  trust: [5002, 5001, 1],
  trustCode: [5002, 5001, 1],
  easting: [400_000, 430_000, 0, 700_001],
  northing: [300_000, 0],
  withinKm: [0.001, 5, 12.5, 2000, 0],
  search: ["oakfield", "école", "Oakfield 0", "oakfeild", "100001", "%", "'", "CANARY", "x".repeat(201)],
  year: ["2022/23", "2023/24", "2024/25", "2021/22", "2018/19", "x"],
  targetYear: ["2023/24", "2024/25"],
  baseYear: ["2022/23", "2021/22"],
  circumstancesYear: ["2022/23"],
  years: ["2022/23", "2021/22", "x"],
  name: ["nearest-neighbour", "rule-bands", "x"],
  strategy: ["nearest-neighbour", "rule-bands"],
  measure: ["jaccard", "rms", "x"],
  idempotencyKey: [...Array.from({ length: 20 }, (_, index) => `key-of-the-harness-${index}`), "short"],
  reason: ["Asked by the harness.", ""],
  from: ["2024-03-11", "2023-09-04", "2023-11-06", "2022-09-05", "x"],
  to: ["2024-03-15", "2023-09-08", "2023-11-10", "2022-09-09", "x"],
  begins: ["2023-08-01", "2023-10-30", "x"],
  asAt: ["2024-03-18T07:00:00Z", "2026-03-01T07:00:00Z", "x"],
  revision: [1, 2, 9, -1],
  code: ["/", "B", "I", "-", "Z"],
  sessions: [1900, 60, 0, -1],
  ...{ possible: [2000, 0], attended: [1900, 0], authorised: [60, 0], unauthorised: [40, 0] },
  ...{ enrolments: [20, 1], persistent: [5], severe: [1, 6] },
  includeDeprecated: [true, false],
};

/** Where a name stands for values of different types. */
const valuesByType: Readonly<Record<string, readonly unknown[]>> = {
  "String other": ["rule-bands", "random", ""],
};

const publicIds = [...(ids.school ?? []), ...publishedRuns.map((id) => globalId("Run", id))];

const idsFor = (name: string, where: string, { random, sensible }: Wanted): readonly string[] => {
  if (sensible && random.chance(0.8)) return /run|cohort/i.test(name + where) ? publicIds.slice(-3) : publicIds;
  if (/run/i.test(name)) return ids.run as readonly string[];
  if (/comparison/i.test(name + where)) return ids.comparison as readonly string[];
  if (/set/i.test(name)) return ids.set as readonly string[];
  if (/plan/i.test(name)) return ids.plan as readonly string[];
  if (/request/i.test(name)) return requests;
  if (/client|grant|key/i.test(name)) return ids.client as readonly string[];
  return everyId;
};

const scalars: Readonly<Record<string, readonly unknown[]>> = {
  Int: [0, 1, 7, 100_001],
  Float: [0, 0.5, 90.1],
  String: ["", "x", "2022/23", "TARGETS"],
  Boolean: [true, false],
  DateTime: ["2026-03-01T07:00:00Z", "2027-01-01T00:00:00Z", "x"],
  Date: ["2026-03-01", "x"],
  JSON: [{}, { k: 2 }, null, [1], "x"],
};

const strange: readonly unknown[] = [null, "x", 1, 1.5, true, [], {}, [[1]], { x: 1 }, 1e300];

export interface Wanted {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  /** The schema coordinate to include, if possible. */
  readonly goal: string | null;
  /** Called with each coordinate that is used. */
  readonly note: (coordinate: string) => void;
  /** Uses plausible values only, as real clients do. */
  readonly sensible: boolean;
}

/** @param where the field that has the argument, because lists have different cursors */
export function valueFor(type: GraphQLInputType, name: string, where: string, wanted: Wanted): Value {
  const { random, goal, note, sensible } = wanted;
  const isOnTheWay = goal !== null && includesGoal(type, goal);
  if (!sensible && random.chance(0.02) && !isOnTheWay) return toValue(random.pick(strange));
  if (isNonNullType(type)) return valueFor(type.ofType, name, where, wanted);
  if (isListType(type)) {
    const items = Array.from({ length: 1 + random.whole(3) }, () => valueFor(type.ofType, name, where, wanted));
    return { literal: `[${items.map((item) => item.literal).join(", ")}]`, json: items.map((item) => item.json) };
  }
  if (isEnumType(type)) {
    const values = type.getValues().map((value) => value.name);
    const aim = values.find((value) => goal === `${type.name}.${value}`) ?? random.pick(values);
    note(`${type.name}.${aim}`);
    return { literal: aim, json: aim };
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) =>
        isNonNullType(field.type) ||
        goal === `${type.name}.${field.name}` ||
        (goal !== null && includesGoal(field.type, goal)) ||
        random.chance(sensible ? 0.15 : 0.35),
    );
    const values = fields.map((field) => {
      note(`${type.name}.${field.name}`);
      return [field.name, valueFor(field.type, field.name, where, wanted)] as const;
    });
    return {
      literal: `{${values.map(([key, value]) => `${key}: ${value.literal}`).join(", ")}}`,
      json: Object.fromEntries(values.map(([key, value]) => [key, value.json])),
    };
  }
  if (name === "after" || name === "before") return toValue(random.pick(cursorsFor(where, random, sensible)));
  const pool =
    valuesByType[`${type.name} ${name}`] ??
    valuesByName[name] ??
    (type.name === "ID" ? idsFor(name, where, wanted) : scalars[type.name]) ??
    strange;
  if (sensible && pool === valuesByName[name]) return toValue(random.pick(pool.slice(0, Math.ceil(pool.length / 2))));
  return toValue(random.pick(pool));
}

function cursorsFor(where: string, random: Random, sensible: boolean): readonly string[] {
  const own = where === "schools" ? cursors.school : where === "publishedRuns" ? cursors.run : cursors.secret;
  return sensible || random.chance(0.5) ? own : random.pick(Object.values(cursors));
}
