/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Where a baseline comes from. */
export type BaselineKind =
  /** That of its one ordinary predecessor. */
  | 'INHERITED'
  /** The mean of its predecessors, weighted by roll. */
  | 'MERGED'
  /** The school's own figure. */
  | 'OWN'
  /** The mean of the usable years among three: it is a small school. */
  | 'THREE_YEAR';

/** Where a link stands. */
export type PartnershipStatus =
  /** Both schools accepted it. */
  | 'ACTIVE'
  /** One of the schools declined it. */
  | 'DECLINED'
  /** It ended. */
  | 'ENDED'
  /** No partner is available. */
  | 'NONE'
  /** The department proposes it. */
  | 'PROPOSED';

/** What a viewer is. */
export type Role =
  /** An analyst of the department. */
  | 'ANALYST'
  /** Anyone who gives no key. */
  | 'ANONYMOUS'
  /** The department. */
  | 'DEPARTMENT'
  /** A local authority. */
  | 'LOCAL_AUTHORITY'
  /** A vendor of school management information systems. */
  | 'MIS_VENDOR'
  /** The inspectorate: it sees what anyone sees. */
  | 'OFSTED'
  /** A school. */
  | 'SCHOOL'
  /** An academy trust. */
  | 'TRUST';

/** Where a run stands. */
export type RunStatus =
  /** Somebody cancelled it; nothing of it is kept. */
  | 'CANCELLED'
  /** It stopped with an error; nothing of it is kept. */
  | 'FAILED'
  /** It waits for a worker. */
  | 'QUEUED'
  /** A worker has it in hand. */
  | 'RUNNING'
  /** Every cohort is stored. */
  | 'SUCCEEDED';

/** A run to start. */
export type StartRunInput = {
  /** Academic year of the schools and their attendance, such as 2022/23. */
  baseYear: string;
  /** Academic year of their circumstances; the base year where it is not given. */
  circumstancesYear?: string | null | undefined;
  /** Who may be whose peer: publishedAttendance, selectiveWithSelective, notSameTrust, sameRegion, sameUrbanRural (true or false) and withinKm; defaults are filled in. */
  constraints?: unknown;
  /** Its parameters, by its JSON Schema; defaults are filled in. */
  parameters?: unknown;
  /** Name of an installed strategy. */
  strategy: string;
};

/** What to know of a target. */
export type TargetFlag =
  /** The school is at the ceiling or above and is asked to stay there. */
  | 'MAINTAIN'
  /** Its baseline differs much from the years before: for a person to look at. */
  | 'SHOCK'
  /** It has few pupils. */
  | 'SMALL'
  /** Its peers added nothing to what every school is asked for; `universalOnly` says why. */
  | 'UNIVERSAL_ONLY';

/** Whether a school has a target, or the first reason that holds why it has none. */
export type TargetOutcome =
  /** Its figure was suppressed when it was published. */
  | 'BASELINE_SUPPRESSED'
  /** Neither it nor its only predecessor has a published figure. */
  | 'BASELINE_UNAVAILABLE'
  /** It closed before the target year began. */
  | 'CLOSED'
  /** It has no baseline and opened in the base or target year. */
  | 'NEW'
  /** Its lineage is split or unclear. */
  | 'NO_BASELINE'
  /** Its kind of school gets none. */
  | 'OUT_OF_SCOPE'
  /** It has a target. */
  | 'SET'
  /** Its successor stands for it. */
  | 'SUCCEEDED';

export type OwnTargetQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnTargetQuery = { viewer: { role: Role, school: { urn: number, name: string, target: { year: string | null, outcome: TargetOutcome | null, target: number | null, baseline: number | null, baselineKind: BaselineKind | null, flags: Array<TargetFlag> | null, median: number | null, peers: number | null, improvementShown: number | null, sources: Array<{ year: string | null, attendance: number | null, source: { file: string, line: number } | null }> | null } | null, targetCohort: { peers: Array<{ rank: number, kilometres: number | null, school: { urn: number, name: string } | null }> } | null, partnership: { status: PartnershipStatus | null, kilometres: number | null, gap: number | null, partner: { urn: number, name: string } | null } | null } | null } };

export type StartRunMutationVariables = Exact<{
  input: StartRunInput;
}>;


export type StartRunMutation = { startRun: { run: { id: string, status: RunStatus | null } | null } | null };

export type RunProgressQueryVariables = Exact<{
  id: string | number;
}>;


export type RunProgressQuery = { run: { status: RunStatus | null, errorCode: string | null, error: string | null, warnings: Array<string>, progress: { stage: string | null, done: number | null, total: number | null } | null, summary: { schools: number, matched: number, unmatched: Array<{ reason: string, schools: number }> } | null } | null };

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