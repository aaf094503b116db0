/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Origin of a baseline. */
export type BaselineKind =
  /** The figure of its one ordinary predecessor. */
  | 'INHERITED'
  /** The mean of its predecessors' figures, weighted by roll. */
  | 'MERGED'
  /** The school's own figure. */
  | 'OWN'
  /** The mean of the usable years out of three, for a small school. */
  | 'THREE_YEAR';

/** Code of an error. */
export type ErrorCode =
  /** An argument is missing, malformed or contradicts another. */
  | 'BAD_ARGUMENT'
  /** The strategy's parameters or the run's constraints do not match their schema. */
  | 'BAD_PARAMETERS'
  /** An installed strategy is incomplete, has the name of another strategy, or was made for another version. */
  | 'BAD_PLUGIN'
  /** The request is not a GraphQL request: the body, a part of it or the address is malformed. */
  | 'BAD_REQUEST'
  /** The body is larger than the server accepts. */
  | 'BODY_TOO_LARGE'
  /** The work was cancelled. */
  | 'CANCELLED'
  /** The object's current state does not allow this. */
  | 'CONFLICT'
  /** Files of the embedded database are missing, truncated or overwritten. */
  | 'DATABASE_DAMAGED'
  /** Another process has the embedded database open. */
  | 'DATABASE_IN_USE'
  /** The database cannot be opened, or has another version. */
  | 'DATABASE_UNUSABLE'
  /** There is not enough disk space for the data to be written. */
  | 'DISK_FULL'
  /** This server only answers documents registered in advance, by their hash. */
  | 'DOCUMENT_NOT_TRUSTED'
  /** This run, or one with the same cohorts, was used for targets or partnerships. It can never be published. */
  | 'FINGERPRINT_FED_TARGETS'
  /** This run, or one with the same cohorts, was published. It can never be used for targets or partnerships. */
  | 'FINGERPRINT_PUBLISHED'
  /** The viewer is not allowed to do this. */
  | 'FORBIDDEN'
  /** The document has a GraphQL syntax error. */
  | 'GRAPHQL_PARSE_FAILED'
  /** The document does not match this viewer's schema. */
  | 'GRAPHQL_VALIDATION_FAILED'
  /** The client has used the idempotency key for another mutation or input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** An internal error. Its request id is in the log. */
  | 'INTERNAL'
  /** The path does not accept this HTTP method, or a GET request contains a mutation. */
  | 'METHOD_NOT_ALLOWED'
  /** The server cannot return any of the media types in `Accept`. */
  | 'NOT_ACCEPTABLE'
  /** This viewer can see no object with that name or id. */
  | 'NOT_FOUND'
  /** The body is not declared as JSON in UTF-8, without compression where none is read. */
  | 'NOT_JSON'
  /** PostgreSQL's pg_dump or pg_restore is missing, or older than the server. */
  | 'NO_CLIENT_TOOLS'
  /** No figures have been imported for this request. */
  | 'NO_DATA'
  /** Nothing exists at this path. */
  | 'NO_SUCH_PATH'
  /** The document is too large or costs too much, whatever the size of its answer. */
  | 'QUERY_TOO_LARGE'
  /** Too many requests in one minute, or requests that cost too much. */
  | 'RATE_LIMITED'
  /** A published run and a run used for targets or partnerships, both of the same base year, are too alike. The published run would help to work out the results of the other. */
  | 'RUNS_TOO_ALIKE'
  /** The run is unfinished, failed or cancelled. */
  | 'RUN_UNFINISHED'
  /** Figures that the run used have since been corrected. Start the run again. */
  | 'STALE_RUN'
  /** The strategy threw an error, ran too long, used too much memory, or returned an invalid result. */
  | 'STRATEGY_FAILED'
  /** The work exceeded the time limit of a request and was stopped. */
  | 'TIMEOUT'
  /** The credential is unknown, expired or revoked. */
  | 'UNAUTHENTICATED'
  /** The database cannot be reached now. */
  | 'UNAVAILABLE'
  /** No strategy with that name is installed. */
  | 'UNKNOWN_STRATEGY'
  /** The file is damaged or not of the stated kind. Nothing from it is stored. */
  | 'WRONG_FILE';

/** Reason why a school has no peers. */
export type NoPeersReason =
  /** The school lacks circumstances that the strategy needs. */
  | 'MISSING_CIRCUMSTANCES'
  /** The rules allow no school as its peer. */
  | 'NO_CANDIDATES';

/** Status of a partnership. */
export type PartnershipStatus =
  /** Accepted by both schools. */
  | 'ACTIVE'
  /** Declined by one of the schools. */
  | 'DECLINED'
  /** Ended. */
  | 'ENDED'
  /** No partner is available. */
  | 'NONE'
  /** Proposed by the department. */
  | 'PROPOSED'
  /** For a vendor: the school has a partner, but the partner has not agreed that you read partnerships. */
  | 'WITHHELD';

/** Role of a viewer. */
export type Role =
  /** An analyst of the department. */
  | 'ANALYST'
  /** Anyone without a key or token. */
  | 'ANONYMOUS'
  /** The department. */
  | 'DEPARTMENT'
  /** A local authority. */
  | 'LOCAL_AUTHORITY'
  /** A vendor of school management information systems. */
  | 'MIS_VENDOR'
  /** The inspectorate. It sees the same as anyone. */
  | 'OFSTED'
  /** A school. */
  | 'SCHOOL'
  /** An academy trust. */
  | 'TRUST';

/** Rules on which schools can be peers. A rule that is omitted has its default. */
export type RunConstraintsInput = {
  /** Whether peers are in other trusts. Default: false. */
  notSameTrust?: boolean | null | undefined;
  /** Whether peers have published attendance in the base year. Default: true. */
  publishedAttendance?: boolean | null | undefined;
  /** Whether peers are in the same region. An unknown region matches no region. Default: false. */
  sameRegion?: boolean | null | undefined;
  /** Whether peers of urban schools are urban and of rural schools rural. Unknown matches neither. Default: false. */
  sameUrbanRural?: boolean | null | undefined;
  /** Whether selective schools are peers of selective schools only. A school of unknown selection counts as not selective. Default: true. */
  selectiveWithSelective?: boolean | null | undefined;
  /** Maximum straight-line distance to peers in kilometres. A school without coordinates is too far. Null: any distance. Default: null. */
  withinKm?: number | null | undefined;
};

/** Status of a run. */
export type RunStatus =
  /** Cancelled by someone. Nothing of it is kept. */
  | 'CANCELLED'
  /** Stopped with an error. Nothing of it is kept. */
  | 'FAILED'
  /** Waiting for a worker. */
  | 'QUEUED'
  /** A worker is computing it. */
  | 'RUNNING'
  /** Finished: every cohort is stored. */
  | 'SUCCEEDED';

/** The run to start. */
export type StartRunInput = {
  /** Academic year of the schools and their attendance, such as 2022/23. */
  baseYear: string;
  /** Academic year of the schools' circumstances; the base year if omitted. */
  circumstancesYear?: string | null | undefined;
  /** Rules on which schools can be peers. */
  constraints?: RunConstraintsInput | null | undefined;
  /** A text that names this request: 16 to 255 printable ASCII characters without spaces; use a random UUID. Repeat the request with the same key and input if you got no answer: it is done once, and returns the first answer. Kept for at least 24 hours. The header `Idempotency-Key` is the same, in a request with one mutation. */
  idempotencyKey?: string | null | undefined;
  /** Parameters of the strategy, as in its JSON Schema. Defaults are filled in. */
  parameters?: unknown;
  /** Name of an installed strategy. */
  strategy: string;
};

/** Note on a target. */
export type TargetFlag =
  /** The school is at or above the ceiling and is asked to stay there. */
  | 'MAINTAIN'
  /** The baseline differs greatly from previous years: a person should check it. */
  | 'SHOCK'
  /** The school has few pupils. */
  | 'SMALL'
  /** The school's peers add nothing to the improvement asked of every school: see `universalOnly`. */
  | 'UNIVERSAL_ONLY';

/** Outcome for a school: it has a target, or the first reason that applies why it has none. */
export type TargetOutcome =
  /** Its published figure is suppressed. */
  | 'BASELINE_SUPPRESSED'
  /** Neither the school nor its only predecessor has a published figure. */
  | 'BASELINE_UNAVAILABLE'
  /** The school closed before the target year began. */
  | 'CLOSED'
  /** The school has no baseline and opened in the base year or target year. */
  | 'NEW'
  /** The lineage of the school is split or unclear. */
  | 'NO_BASELINE'
  /** Schools of this kind get no target. */
  | 'OUT_OF_SCOPE'
  /** The school has a target. */
  | 'SET'
  /** Its successor represents it. */
  | 'SUCCEEDED';

export type OwnTargetQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnTargetQuery = { viewer: { role: Role, school: { urn: number, name: string, target: { year: string | null, outcome: TargetOutcome | null, target: number | null, baseline: number | null, baselineKind: BaselineKind | null, flags: Array<TargetFlag> | null, median: number | null, peers: number | null, improvementShown: number | null, sources: Array<{ year: string | null, attendance: number | null, source: { file: string, line: number } | null }> | null } | null, targetCohort: { peers: Array<{ rank: number, kilometres: number | null, school: { urn: number, name: string } | null }> | null } | null, partnership: { status: PartnershipStatus | null, kilometres: number | null, gap: number | null, partner: { urn: number, name: string } | null } | null } | null } };

export type StartRunMutationVariables = Exact<{
  input: StartRunInput;
}>;


export type StartRunMutation = { startRun: { run: { id: string, status: RunStatus | null } | null } | null };

export type RunProgressQueryVariables = Exact<{
  id: string | number;
}>;


export type RunProgressQuery = { run: { status: RunStatus | null, errorCode: ErrorCode | null, error: string | null, warnings: Array<string>, progress: { stage: string | null, done: number | null, total: number | null } | null, summary: { schools: number, matched: number, unmatched: Array<{ reason: NoPeersReason, schools: number }> } | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const OwnTargetDocument = new TypedDocumentString(`
    query OwnTarget {
  viewer {
    role
    school {
      urn
      name
      target {
        year
        outcome
        target
        baseline
        baselineKind
        flags
        median
        peers
        improvementShown
        sources {
          year
          attendance
          source {
            file
            line
          }
        }
      }
      targetCohort {
        peers {
          rank
          kilometres
          school {
            urn
            name
          }
        }
      }
      partnership {
        status
        kilometres
        gap
        partner {
          urn
          name
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OwnTargetQuery, OwnTargetQueryVariables>;
export const StartRunDocument = new TypedDocumentString(`
    mutation StartRun($input: StartRunInput!) {
  startRun(input: $input) {
    run {
      id
      status
    }
  }
}
    `) as unknown as TypedDocumentString<StartRunMutation, StartRunMutationVariables>;
export const RunProgressDocument = new TypedDocumentString(`
    query RunProgress($id: ID!) {
  run(id: $id) {
    status
    progress {
      stage
      done
      total
    }
    errorCode
    error
    summary {
      schools
      matched
      unmatched {
        reason
        schools
      }
    }
    warnings
  }
}
    `) as unknown as TypedDocumentString<RunProgressQuery, RunProgressQueryVariables>;