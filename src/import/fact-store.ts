// Writes the facts of one file to the database in bounded batches, each row with its file and line.
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
const maxBufferedRows = 5000;

/** Buffers the facts of a file and writes them whenever the buffers are full. `flush` writes the rest. */
export class FactStore {
  private readonly buffers = {
    attendance: [] as (AttendanceFact & Provenance)[],
    circumstances: [] as (CircumstancesFact & Provenance)[],
    link: [] as (LinkFact & Provenance & { current: boolean })[],
    localAuthority: [] as (LocalAuthorityFact & Provenance)[],
    directory: [] as (Omit<DirectoryFact, "line"> & Provenance)[],
    rejected: [] as (Rejection & { file_id: number })[],
  };
  private bufferedRows = 0;

  constructor(
    private readonly sql: Sql,
    private readonly fileId: number,
    /** The links of this file are the current ones. */
    private readonly linksAreCurrent: boolean,
  ) {}

  async add(facts: Facts, line: number): Promise<void> {
    const origin = { file_id: this.fileId, line };
    if (facts.attendance) this.buffers.attendance.push({ ...facts.attendance, ...origin });
    if (facts.circumstances) this.buffers.circumstances.push({ ...facts.circumstances, ...origin });
    if (facts.link) this.buffers.link.push({ ...facts.link, ...origin, current: this.linksAreCurrent });
    if (facts.localAuthority) this.buffers.localAuthority.push({ ...facts.localAuthority, ...origin });
    if (facts.directory) this.buffers.directory.push({ ...facts.directory, ...origin, line: facts.directory.line });
    await this.flushWhenFull();
  }

  async reject(rejection: Rejection): Promise<void> {
    this.buffers.rejected.push({ ...rejection, file_id: this.fileId });
    await this.flushWhenFull();
  }

  async flush(): Promise<void> {
    const { buffers, sql } = this;
    await insertRows(sql, "attendance", attendance, buffers.attendance.splice(0));
    await insertRows(sql, "circumstances", circumstances, buffers.circumstances.splice(0));
    await insertRows(sql, "school_link", link, buffers.link.splice(0));
    await insertRows(sql, "local_authority", localAuthority, buffers.localAuthority.splice(0));
    await insertRows(sql, "directory_row", directory, buffers.directory.splice(0));
    await insertRows(sql, "rejected_row", rejected, buffers.rejected.splice(0));
    this.bufferedRows = 0;
  }

  private async flushWhenFull() {
    this.bufferedRows++;
    if (this.bufferedRows >= maxBufferedRows) await this.flush();
  }
}
