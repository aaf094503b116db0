// Plain SQL over a connection of the embedded database.
import type { Database, Sql } from "../database.js";
import type { Connection, Statements } from "./connection.js";

const bigintOid = 20;
const textParsers = { [bigintOid]: (value: string) => value };

export const sqlOver = (statements: Statements): Sql => ({
  query: async <Row>(text: string, parameters: readonly unknown[] = []) =>
    (await statements.query<Row>(text, [...parameters], { parsers: textParsers })).rows,
  script: async (text) => {
    await statements.exec(text);
  },
});

export const transactionOver =
  (connection: Connection): Database["transaction"] =>
  (work) =>
    connection.transaction((transaction) => work(sqlOver(transaction)));
