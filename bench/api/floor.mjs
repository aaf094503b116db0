// The least that a server can do: node:http, one named statement a request, and the text that PostgreSQL makes.
//   DATABASE_URL=… node floor.mjs        POST /q1 … /q4 with the variables as JSON
import { createServer } from "node:http";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

/** `(SELECT json_agg(…) FROM …)` of columns, in order. */
const list = (columns, from, orderBy) =>
  `(SELECT json_agg(item ORDER BY ${orderBy}) FROM (SELECT ${columns} FROM ${from}) item)`;
const page = (columns, count) =>
  `SELECT json_build_object('schools', json_agg(item))::text AS answer FROM (
     SELECT ${columns} FROM bench_api.school s WHERE la_code = $1 ORDER BY search_name, urn LIMIT ${count}) item`;
const school = (columns) =>
  `SELECT json_build_object('school', (SELECT row_to_json(item) FROM (
     SELECT ${columns} FROM bench_api.school s WHERE urn = $1) item))::text AS answer`;

const attendance = "year, attendance, overall_absence, persistent_absence";
const inYear = (columns, name, urn) => list(columns, `bench_api.${name} WHERE urn = ${urn} AND year = $2`, "year");

const statements = {
  q1: [school("urn, laestab, name, type_name, town, postcode"), ["urn"]],
  q2: [page(`urn, name, town, ${inYear(attendance, "attendance", "s.urn")}`, 50), ["authority", "year"]],
  q3: [
    school(
      `urn, name, ${list(
        `rank, distance, p.urn, p.name, ${inYear("year, attendance", "attendance", "p.urn")} AS attendance`,
        "bench_api.peer JOIN bench_api.school p ON p.urn = peer_urn WHERE peer.urn = s.urn ORDER BY rank LIMIT 20",
        "rank",
      )}`,
    ),
    ["urn", "year"],
  ],
  q4: [
    page(
      `urn, name, postcode, la_code, la_name, easting, northing, line,
       ${list(attendance, "bench_api.attendance a WHERE a.urn = s.urn", "year DESC")} AS attendance,
       ${inYear("year, roll, fsm, eal, sen_support", "circumstances", "s.urn")} AS circumstances,
       (SELECT row_to_json(item) FROM (SELECT name, kind FROM bench_api.file WHERE id = s.file_id) item) AS file`,
      100,
    ),
    ["authority", "year"],
  ],
};

const server = createServer(async (request, response) => {
  const name = request.url.slice(1);
  const [text, parameters] = statements[name];
  const variables = JSON.parse(Buffer.concat(await request.toArray()));
  const { rows } = await pool.query({ name, text, values: parameters.map((parameter) => variables[parameter]) });
  response.setHeader("content-type", "application/json");
  response.end(`{"data":${rows[0].answer}}`);
});
server.listen(0, "127.0.0.1", () => console.log(`listens at http://127.0.0.1:${server.address().port}`));
