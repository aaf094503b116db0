// The two served schemas, both wrapped by the shield.
import { GraphQLError, type GraphQLSchema } from "graphql";
import { schema } from "../../schema/index.js";
import { publicSchema } from "../access/public-schema.js";
import { shieldSchema } from "../access/shield.js";
import { isPublic, type Viewer } from "../access/viewer.js";

const full = shieldSchema(schema);
const open = shieldSchema(publicSchema(schema));

/** Anyone and Ofsted get the public schema. Without a viewer there is no schema. */
export function schemaFor(viewer: Viewer | undefined): GraphQLSchema {
  if (!viewer) throw new GraphQLError("The request has no viewer.");
  return isPublic(viewer) ? open : full;
}
