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
    "query OwnTarget {\n  viewer {\n    role\n    school {\n      urn\n      name\n      target {\n        year\n        outcome\n        target\n        baseline\n        baselineKind\n        flags\n        median\n        peers\n        improvementShown\n        sources {\n          year\n          attendance\n          source {\n            file\n            line\n          }\n        }\n      }\n      targetCohort {\n        peers {\n          rank\n          kilometres\n          school {\n            urn\n            name\n          }\n        }\n      }\n      partnership {\n        status\n        kilometres\n        gap\n        partner {\n          urn\n          name\n        }\n      }\n    }\n  }\n}": typeof types.OwnTargetDocument,
    "mutation StartRun($input: StartRunInput!) {\n  startRun(input: $input) {\n    run {\n      id\n      status\n    }\n  }\n}\n\nquery RunProgress($id: ID!) {\n  run(id: $id) {\n    status\n    progress {\n      stage\n      done\n      total\n    }\n    errorCode\n    error\n    summary {\n      schools\n      matched\n      unmatched {\n        reason\n        schools\n      }\n    }\n    warnings\n  }\n}": typeof types.StartRunDocument,
};
const documents: Documents = {
    "query OwnTarget {\n  viewer {\n    role\n    school {\n      urn\n      name\n      target {\n        year\n        outcome\n        target\n        baseline\n        baselineKind\n        flags\n        median\n        peers\n        improvementShown\n        sources {\n          year\n          attendance\n          source {\n            file\n            line\n          }\n        }\n      }\n      targetCohort {\n        peers {\n          rank\n          kilometres\n          school {\n            urn\n            name\n          }\n        }\n      }\n      partnership {\n        status\n        kilometres\n        gap\n        partner {\n          urn\n          name\n        }\n      }\n    }\n  }\n}": types.OwnTargetDocument,
    "mutation StartRun($input: StartRunInput!) {\n  startRun(input: $input) {\n    run {\n      id\n      status\n    }\n  }\n}\n\nquery RunProgress($id: ID!) {\n  run(id: $id) {\n    status\n    progress {\n      stage\n      done\n      total\n    }\n    errorCode\n    error\n    summary {\n      schools\n      matched\n      unmatched {\n        reason\n        schools\n      }\n    }\n    warnings\n  }\n}": types.StartRunDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query OwnTarget {\n  viewer {\n    role\n    school {\n      urn\n      name\n      target {\n        year\n        outcome\n        target\n        baseline\n        baselineKind\n        flags\n        median\n        peers\n        improvementShown\n        sources {\n          year\n          attendance\n          source {\n            file\n            line\n          }\n        }\n      }\n      targetCohort {\n        peers {\n          rank\n          kilometres\n          school {\n            urn\n            name\n          }\n        }\n      }\n      partnership {\n        status\n        kilometres\n        gap\n        partner {\n          urn\n          name\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql.js').OwnTargetDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation StartRun($input: StartRunInput!) {\n  startRun(input: $input) {\n    run {\n      id\n      status\n    }\n  }\n}\n\nquery RunProgress($id: ID!) {\n  run(id: $id) {\n    status\n    progress {\n      stage\n      done\n      total\n    }\n    errorCode\n    error\n    summary {\n      schools\n      matched\n      unmatched {\n        reason\n        schools\n      }\n    }\n    warnings\n  }\n}"): typeof import('./graphql.js').StartRunDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
