/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type FindSchoolsQueryVariables = Exact<{
  search: string;
  first: number;
  after?: string | null | undefined;
}>;


export type FindSchoolsQuery = { schools: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, urn: number, name: string, localAuthority: { name: string | null } | null, attendance: Array<{ year: string, attendance: number | null, changeOnYearBefore: number | null, source: { file: string, line: number } | null }>, circumstances: Array<{ year: string, fsm: number | null, fsmSource: string | null }> }> } };

export type SchoolCohortQueryVariables = Exact<{
  urn: number;
}>;


export type SchoolCohortQuery = { school: { urn: number, cohort: { reason: string | null, run: { strategy: string, version: string, baseYear: string } | null, band: { label: string, relaxed: Array<string> } | null, peers: Array<{ rank: number, distance: number, kilometres: number | null, shares: Array<{ attribute: string, share: number }>, school: { urn: number, name: string, status: string | null } | null }> } | null } | null };

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