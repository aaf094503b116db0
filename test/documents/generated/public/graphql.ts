/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Published column of free school meals. */
export type FsmSource =
  /** PNUMFSMEVER: pupils eligible for free school meals at any time in the last six years. */
  | 'PNUMFSMEVER'
  /** PPPerc: pupils eligible for the pupil premium. */
  | 'PPPERC';

/** Reason why a school has no peers. */
export type NoPeersReason =
  /** The school lacks circumstances that the strategy needs. */
  | 'MISSING_CIRCUMSTANCES'
  /** The rules allow no school as its peer. */
  | 'NO_CANDIDATES';

/** Reason why a school is not a peer of another school. */
export type PairReason =
  /** The schools are in different blocks, such as primary and secondary. */
  | 'DIFFERENT_BLOCK'
  /** Rules exclude the school: see `rules`. */
  | 'EXCLUDED'
  /** The cohort is full, and all its peers are nearer. */
  | 'FARTHER'
  /** The school whose cohort it is lacks circumstances and has no peers: see `missing`. */
  | 'MISSING_CIRCUMSTANCES'
  /** The schools have too few attributes in common: `missing` lists those that the other school lacks. */
  | 'NOT_COMPARABLE'
  /** The school is not in the run's population: it was not open, is not state-funded, or another school represents its lineage. */
  | 'NOT_IN_POPULATION'
  /** The school is as near as some of the peers, but the strategy prefers others, for example of the same region. */
  | 'PASSED_OVER'
  /** The two schools are the same. */
  | 'SAME_SCHOOL';

/** Rule that keeps a school from being a peer. */
export type PeerRule =
  /** One of the two schools succeeds the other. */
  | 'LINEAGE'
  /** The schools are in the same trust. */
  | 'NOT_SAME_TRUST'
  /** It has no published attendance in the base year. */
  | 'PUBLISHED_ATTENDANCE'
  /** The schools are not known to be in one region. */
  | 'SAME_REGION'
  /** The schools are not known to be both urban or both rural. */
  | 'SAME_URBAN_RURAL'
  /** Its figures are inherited, or another school represents it. */
  | 'SEEKS_ONLY'
  /** One of the two schools is selective, the other is not. */
  | 'SELECTIVE_WITH_SELECTIVE'
  /** It is too far away, or its distance is unknown. */
  | 'WITHIN_KM';

/** Status of a school in the register. */
export type SchoolStatus =
  /** Closed. */
  | 'CLOSED'
  /** Open. */
  | 'OPEN'
  /** Open, but proposed to close. */
  | 'OPEN_PROPOSED_TO_CLOSE'
  /** Proposed to open. */
  | 'PROPOSED_TO_OPEN';

export type FindSchoolsQueryVariables = Exact<{
  search: string;
  first: number;
  after?: string | null | undefined;
}>;


export type FindSchoolsQuery = { schools: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, urn: number, name: string, localAuthority: { name: string | null } | null, attendance: Array<{ year: string, attendance: number | null, changeOnYearBefore: number | null, source: { file: string, line: number } | null }>, circumstances: Array<{ year: string, fsm: number | null, fsmSource: FsmSource | null }> }> } };

export type PairExplanationQueryVariables = Exact<{
  urn: number;
  other: number;
}>;


export type PairExplanationQuery = { school: { cohort: { explanation: { distance: number | null, kilometres: number | null, school: { urn: number, name: string } | null, attributes: Array<{ attribute: string, own: number | null, other: number | null, share: number | null }>, standing: { place: number | null, rank: number | null, candidates: number, lastDistance: number | null, reason: PairReason | null, rules: Array<PeerRule>, missing: Array<string> }, reverse: { place: number | null, rank: number | null, reason: PairReason | null } | null } | null } | null } | null };

export type SchoolCohortQueryVariables = Exact<{
  urn: number;
}>;


export type SchoolCohortQuery = { school: { urn: number, cohort: { reason: NoPeersReason | null, run: { strategy: string, version: string, baseYear: string } | null, band: { label: string, relaxed: Array<string> } | null, peers: Array<{ rank: number, distance: number, kilometres: number | null, shares: Array<{ attribute: string, share: number }>, school: { urn: number, name: string, status: SchoolStatus | null } | null }> } | null } | null };

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

export const FindSchoolsDocument = new TypedDocumentString(`
    query FindSchools($search: String!, $first: Int!, $after: String) {
  schools(first: $first, after: $after, filter: {search: $search}) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      urn
      name
      localAuthority {
        name
      }
      attendance {
        year
        attendance
        changeOnYearBefore
        source {
          file
          line
        }
      }
      circumstances {
        year
        fsm
        fsmSource
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FindSchoolsQuery, FindSchoolsQueryVariables>;
export const PairExplanationDocument = new TypedDocumentString(`
    query PairExplanation($urn: Int!, $other: Int!) {
  school(urn: $urn) {
    cohort {
      explanation(other: $other) {
        school {
          urn
          name
        }
        attributes {
          attribute
          own
          other
          share
        }
        distance
        kilometres
        standing {
          place
          rank
          candidates
          lastDistance
          reason
          rules
          missing
        }
        reverse {
          place
          rank
          reason
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PairExplanationQuery, PairExplanationQueryVariables>;
export const SchoolCohortDocument = new TypedDocumentString(`
    query SchoolCohort($urn: Int!) {
  school(urn: $urn) {
    urn
    cohort {
      run {
        strategy
        version
        baseYear
      }
      reason
      band {
        label
        relaxed
      }
      peers(first: 10) {
        rank
        distance
        kilometres
        shares {
          attribute
          share
        }
        school {
          urn
          name
          status
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SchoolCohortQuery, SchoolCohortQueryVariables>;