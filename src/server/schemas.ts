// The two schemas that are served, both behind the shield.
import { GraphQLError, type GraphQLSchema } from "graphql";
import { schema } from "../../schema/index.js";
import { publicSchema } from "../access/public-schema.js";
import { shieldSchema } from "../access/shield.js";
import { isPublic, type Viewer } from "../access/viewer.js";

const full = shieldSchema(schema);
const open = shieldSchema(publicSchema(schema));

/** Anyone and Ofsted get a schema without what they may not see; a viewer nobody has looked up gets none. */
export function schemaFor(viewer: Viewer | undefined): GraphQLSchema {
  if (!viewer) throw new GraphQLError("Nobody asks.");
  return isPublic(viewer) ? open : full;
}
