// PostGraphile on the views, as its users run it in production: without roles, or with a role for each request.
//   DATABASE_URL=… [JWT_SECRET=…] node postgraphile.mjs
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PgLazyJWTPreset } from "postgraphile/presets/lazy-jwt";

const { DATABASE_URL: connectionString, JWT_SECRET: pgJwtSecret } = process.env;

const preset = {
  extends: [PostGraphileAmberPreset, ...(pgJwtSecret ? [PgLazyJWTPreset] : [])],
  pgServices: [makePgService({ connectionString, schemas: ["bench_api"], poolConfig: { max: 10 } })],
  // Lists, which cost it less than Relay's connections.
  schema: { defaultBehavior: "-connection +list", pgJwtSecret },
  grafast: {
    explain: false,
    // Without a token; PgLazyJWTPreset sets the role of a token.
    ...(pgJwtSecret && { context: () => ({ pgSettings: { role: "kindred_bench_anyone" } }) }),
  },
  grafserv: { graphqlPath: "/graphql", graphiql: false, websockets: false, watch: false },
};
const server = createServer();
const serv = postgraphile(preset).createServ(grafserv);
await serv.addTo(server);
await serv.ready();
server.listen(0, "127.0.0.1", () => console.log(`listens at http://127.0.0.1:${server.address().port}/graphql`));
