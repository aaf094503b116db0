// Where the facts of one file go, in bounded batches, each row with its file and line.
import { type BulkColumns, insertRows } from "../database/bulk.js";
import type { Sql } from "../database/database.js";
import type { Rejection } from "./report.js";
import type {
  AttendanceFact,
  CircumstancesFact,
  DirectoryFact,
  Facts,
  LinkFact,
  LocalAuthorityFact,
} from "./source.js";

type Provenance = { readonly file_id: number; readonly line: number };
const provenance = { file_id: "int", line: "int" } as const;

const attendance: BulkColumns<AttendanceFact & Provenance> = {
  ...provenance,
  urn: "int",
  year: "text",
  overall_absence: "numeric",
  authorised_absence: "numeric",
  unauthorised_absence: "numeric",
  persistent_absence: "numeric",
  severe_absence: "numeric",
  possible_sessions: "int",
  absent_sessions: "int",
  codes: "json",
};

const circumstances: BulkColumns<CircumstancesFact & Provenance> = {
  ...provenance,
  urn: "int",
  year: "text",
  school_type: "text",
  roll: "int",
  fsm: "numeric",
  fsm_source: "text",
  eal: "numeric",
  sen_support: "numeric",
  ehc_plans: "numeric",
  idaci: "numeric",
  polar4: "numeric",
  stability: "numeric",
  ks2: "numeric",
  ks2_reading: "numeric",
  ks2_maths: "numeric",
  attainment8: "numeric",
  codes: "json",
};

const link: BulkColumns<LinkFact & Provenance & { current: boolean }> = {
  ...provenance,
  urn: "int",
  link_urn: "int",
  link_name: "text",
  link_type: "text",
  established: "date",
  current: "boolean",
};

const localAuthority: BulkColumns<LocalAuthorityFact & Provenance> = {
  ...provenance,
  code: "int",
  name: "text",
  region: "text",
};

const directory: BulkColumns<Omit<DirectoryFact, "line"> & Provenance> = { ...provenance, urn: "int", record: "json" };

const rejected: BulkColumns<Rejection & { file_id: number }> = {
  file_id: "int",
  line: "int",
  column: "text",
  value: "text",
  reason: "text",
};

/** Rows held back before they are written, over all tables. */
const held = 5000;

/** Takes the facts of a file and writes them as it goes; `flush` writes the rest. */
export class FactStore {
  private readonly waiting = {
    attendance: [] as (AttendanceFact & Provenance)[],
    circumstances: [] as (CircumstancesFact & Provenance)[],
    link: [] as (LinkFact & Provenance & { current: boolean })[],
    localAuthority: [] as (LocalAuthorityFact & Provenance)[],
    directory: [] as (Omit<DirectoryFact, "line"> & Provenance)[],
    rejected: [] as (Rejection & { file_id: number })[],
  };
  private count = 0;

  constructor(
    private readonly sql: Sql,
    private readonly fileId: number,
    /** Whether the links of this file are those that hold now. */
    private readonly linksAreCurrent: boolean,
  ) {}

  async add(facts: Facts, line: number): Promise<void> {
    const from = { file_id: this.fileId, line };
    if (facts.attendance) this.waiting.attendance.push({ ...facts.attendance, ...from });
    if (facts.circumstances) this.waiting.circumstances.push({ ...facts.circumstances, ...from });
    if (facts.link) this.waiting.link.push({ ...facts.link, ...from, current: this.linksAreCurrent });
    if (facts.localAuthority) this.waiting.localAuthority.push({ ...facts.localAuthority, ...from });
    if (facts.directory) this.waiting.directory.push({ ...facts.directory, ...from, line: facts.directory.line });
    await this.written();
  }

  async reject(rejection: Rejection): Promise<void> {
    this.waiting.rejected.push({ ...rejection, file_id: this.fileId });
    await this.written();
  }

  async flush(): Promise<void> {
    const { waiting, sql } = this;
    await insertRows(sql, "attendance", attendance, waiting.attendance.splice(0));
    await insertRows(sql, "circumstances", circumstances, waiting.circumstances.splice(0));
    await insertRows(sql, "school_link", link, waiting.link.splice(0));
    await insertRows(sql, "local_authority", localAuthority, waiting.localAuthority.splice(0));
    await insertRows(sql, "directory_row", directory, waiting.directory.splice(0));
    await insertRows(sql, "rejected_row", rejected, waiting.rejected.splice(0));
    this.count = 0;
  }

  private async written() {
    this.count++;
    if (this.count >= held) await this.flush();
  }
}
