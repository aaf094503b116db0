/* eslint-disable */
import * as types from './graphql.js';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query FindSchools($search: String!, $first: Int!, $after: String) {\n  schools(first: $first, after: $after, filter: {search: $search}) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      urn\n      name\n      localAuthority {\n        name\n      }\n      attendance {\n        year\n        attendance\n        changeOnYearBefore\n        source {\n          file\n          line\n        }\n      }\n      circumstances {\n        year\n        fsm\n        fsmSource\n      }\n    }\n  }\n}": typeof types.FindSchoolsDocument,
    "query PairExplanation($urn: Int!, $other: Int!) {\n  school(urn: $urn) {\n    cohort {\n      explanation(other: $other) {\n        school {\n          urn\n          name\n        }\n        attributes {\n          attribute\n          own\n          other\n          share\n        }\n        distance\n        kilometres\n        standing {\n          place\n          rank\n          candidates\n          lastDistance\n          reason\n          rules\n          missing\n        }\n        reverse {\n          place\n          rank\n          reason\n        }\n      }\n    }\n  }\n}": typeof types.PairExplanationDocument,
    "query SchoolCohort($urn: Int!) {\n  school(urn: $urn) {\n    urn\n    cohort {\n      run {\n        strategy\n        version\n        baseYear\n      }\n      reason\n      band {\n        label\n        relaxed\n      }\n      peers(first: 10) {\n        rank\n        distance\n        kilometres\n        shares {\n          attribute\n          share\n        }\n        school {\n          urn\n          name\n          status\n        }\n      }\n    }\n  }\n}": typeof types.SchoolCohortDocument,
};
const documents: Documents = {
    "query FindSchools($search: String!, $first: Int!, $after: String) {\n  schools(first: $first, after: $after, filter: {search: $search}) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      urn\n      name\n      localAuthority {\n        name\n      }\n      attendance {\n        year\n        attendance\n        changeOnYearBefore\n        source {\n          file\n          line\n        }\n      }\n      circumstances {\n        year\n        fsm\n        fsmSource\n      }\n    }\n  }\n}": types.FindSchoolsDocument,
    "query PairExplanation($urn: Int!, $other: Int!) {\n  school(urn: $urn) {\n    cohort {\n      explanation(other: $other) {\n        school {\n          urn\n          name\n        }\n        attributes {\n          attribute\n          own\n          other\n          share\n        }\n        distance\n        kilometres\n        standing {\n          place\n          rank\n          candidates\n          lastDistance\n          reason\n          rules\n          missing\n        }\n        reverse {\n          place\n          rank\n          reason\n        }\n      }\n    }\n  }\n}": types.PairExplanationDocument,
    "query SchoolCohort($urn: Int!) {\n  school(urn: $urn) {\n    urn\n    cohort {\n      run {\n        strategy\n        version\n        baseYear\n      }\n      reason\n      band {\n        label\n        relaxed\n      }\n      peers(first: 10) {\n        rank\n        distance\n        kilometres\n        shares {\n          attribute\n          share\n        }\n        school {\n          urn\n          name\n          status\n        }\n      }\n    }\n  }\n}": types.SchoolCohortDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query FindSchools($search: String!, $first: Int!, $after: String) {\n  schools(first: $first, after: $after, filter: {search: $search}) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      urn\n      name\n      localAuthority {\n        name\n      }\n      attendance {\n        year\n        attendance\n        changeOnYearBefore\n        source {\n          file\n          line\n        }\n      }\n      circumstances {\n        year\n        fsm\n        fsmSource\n      }\n    }\n  }\n}"): typeof import('./graphql.js').FindSchoolsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query PairExplanation($urn: Int!, $other: Int!) {\n  school(urn: $urn) {\n    cohort {\n      explanation(other: $other) {\n        school {\n          urn\n          name\n        }\n        attributes {\n          attribute\n          own\n          other\n          share\n        }\n        distance\n        kilometres\n        standing {\n          place\n          rank\n          candidates\n          lastDistance\n          reason\n          rules\n          missing\n        }\n        reverse {\n          place\n          rank\n          reason\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql.js').PairExplanationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query SchoolCohort($urn: Int!) {\n  school(urn: $urn) {\n    urn\n    cohort {\n      run {\n        strategy\n        version\n        baseYear\n      }\n      reason\n      band {\n        label\n        relaxed\n      }\n      peers(first: 10) {\n        rank\n        distance\n        kilometres\n        shares {\n          attribute\n          share\n        }\n        school {\n          urn\n          name\n          status\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql.js').SchoolCohortDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
