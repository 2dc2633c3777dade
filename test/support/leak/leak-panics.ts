import type { Canaries } from './canaries.js';
import type { LeakStage } from './leak-stage.js';
import type { Instead } from '../infrastructure/statement-tap.js';

/** A table whose constraint violations make PostgreSQL report the values. */
const TRAP = `create schema trap
  create table trap (number text unique, positive integer check (positive > 0), id uuid)`;

/**
 * Returns replacements for statements: failing SQL with values in PostgreSQL's messages, and values to
 * throw.
 */
export async function leakPanics({ app, canaries }: LeakStage): Promise<Instead[]> {
  const number = canaries.number('a number in an error');
  await app.db.query(TRAP);
  await app.db.query('insert into trap.trap (number) values ($1)', [number]);
  return [
    // A wrong type, a duplicate, a violated check, a syntax error.
    { sql: `select '${number}'::uuid` },
    { sql: `insert into trap.trap values ('${number}')` },
    { sql: `insert into trap.trap values ('1${number}', -1)` },
    { sql: `select ${number} from "${number}"` },
    ...errorsWith(number, canaries).map((thrown) => ({ thrown })),
  ];
}

function errorsWith(number: string, canaries: Canaries): unknown[] {
  const secret = canaries.secret('a secret in an error');
  const text = `no route to ${number} with ${secret}\n    at ${number} (file:///${secret}:1:1)`;
  const cause = new Error(text);
  return [
    Object.assign(new Error(text, { cause }), { detail: text, parameters: [number], query: text }),
    Object.assign(new TypeError(text), { code: number, response: text }),
    text,
    null,
  ];
}
