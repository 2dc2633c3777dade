import type pg from 'pg';

/** The JavaScript type of each PostgreSQL type. */
interface ValueOfType {
  uuid: string;
  text: string;
  smallint: number;
  integer: number;
  /** A string, because JavaScript numbers are exact to 53 bits only. */
  bigint: string;
  float8: number;
  boolean: boolean;
  bytea: Buffer;
  /** An ISO 8601 time, or PostgreSQL's notation with microseconds. */
  timestamptz: Date | string;
  /** PostgreSQL's notation, in UTC. */
  timestamp: string;
  inet: string;
  /** Any JSON value; it is serialized here. */
  jsonb: unknown;
}

type ScalarType = keyof ValueOfType;
/** A question mark allows null; undefined is passed as null. */
type ParameterType = `${ScalarType}${'' | '[]'}${'' | '?'}`;
/** `ordinal` is the index of the row, from 0; it is filled in automatically. */
type ColumnType = ParameterType | 'ordinal';

type ValueOf<Type> = Type extends `${infer Base}?`
  ? ValueOf<Base> | null | undefined
  : Type extends `${infer Base}[]`
    ? readonly ValueOf<Base>[]
    : Type extends ScalarType
      ? ValueOfType[Type]
      : never;

type Columns = Readonly<Record<string, ColumnType>>;
type Optional<Types> = {
  [K in keyof Types]: Types[K] extends `${string}?` ? K : never;
}[keyof Types];
type Required<Types> = {
  [K in keyof Types]: Types[K] extends 'ordinal' | `${string}?` ? never : K;
}[keyof Types];

type RowOfColumns<Types extends Columns> = {
  readonly [K in Required<Types>]: ValueOf<Types[K]>;
} & {
  readonly [K in Optional<Types>]?: ValueOf<Types[K]>;
};

interface RowsParameter<Types extends Columns = Columns> {
  columns: Types;
}

type ParameterTypes = Readonly<Record<string, ParameterType | RowsParameter>>;

type Parameters<Types extends ParameterTypes> = {
  readonly [K in Exclude<keyof Types, Optional<Types>>]: Types[K] extends RowsParameter<infer Row>
    ? readonly RowOfColumns<Row>[]
    : ValueOf<Types[K]>;
} & { readonly [K in Optional<Types>]?: ValueOf<Types[K]> };

interface StatementOptions {
  /** Milliseconds, for a statement that reads or writes many rows: see `LONG_STATEMENT_MS`. */
  timeout?: number;
  /**
   * Whether the statement may be repeated after its connection was lost: it only reads, or is
   * idempotent.
   */
  isRepeatable?: boolean;
}

/** A statement with its values. PostgreSQL plans it once per connection, by its name. */
export interface Query extends StatementOptions {
  name: string;
  text: string;
  values: unknown[];
}

/** Creates a query from named, typed parameters. */
export interface Statement<Types extends ParameterTypes = ParameterTypes> {
  (parameters: Parameters<Types>): Query;
  readonly text: string;
  readonly document: StatementDocument;
}

/** A statement as shown in `docs/sql`. */
export interface StatementDocument {
  name: string;
  text: string;
  /** Names with types, in the order of `$1`, `$2`, …. */
  parameters: string[];
}

const documents = new Map<string, StatementDocument>();

/** Returns all loaded statements, sorted by name. */
export const statementDocuments = (): StatementDocument[] =>
  [...documents.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));

/**
 * Declares a parameter that is a set of rows. In the text it becomes a row source named after the
 * parameter: `from ${p.routes}` becomes `from unnest($1::uuid[], …) as routes (booking_id, …)`.
 * Column names are in camel case here and in snake case in SQL.
 */
export const rows = <const Types extends Columns>(columns: Types): RowsParameter<Types> => ({
  columns,
});

/**
 * Declares a prepared statement. Its text is built once; `p.name` is the typed placeholder of a
 * parameter, for example `$1::uuid`.
 * @param name unique in the program
 */
export function statement<const Types extends ParameterTypes>(
  name: string,
  types: Types,
  text: (placeholders: { readonly [K in keyof Types]: string }) => string,
  options: StatementOptions = {},
): Statement<Types> {
  const described: string[] = [];
  const placeholders: Record<string, string> = {};
  const readers: ((parameters: Record<string, unknown>) => unknown)[] = [];
  const place = (label: string, type: string): string =>
    `$${described.push(`${label} ${type}`)}::${type}`;

  for (const [key, type] of Object.entries(types)) {
    if (typeof type === 'string') {
      placeholders[key] = place(snakeCase(key), sqlType(type));
      const encode = encoderOf(type);
      readers.push((parameters) => encode(parameters[key]));
      continue;
    }
    const columns = Object.entries(type.columns);
    const alias = snakeCase(key);
    const arrays = columns.map(([column, of]) =>
      place(`${alias}.${snakeCase(column)}`, arrayOf(of)),
    );
    const names = columns.map(([column]) => snakeCase(column));
    const unnested = `unnest(${arrays.join(', ')}) as ${alias} (${names.join(', ')})`;
    placeholders[key] = columns.some(([, of]) => isArray(of))
      ? `(select ${columns.map(([column, of]) => columnOf(snakeCase(column), of)).join(', ')}
            from ${unnested}) as ${alias}`
      : unnested;
    for (const [column, of] of columns) {
      const read = columnReader(column, of);
      readers.push((parameters) => (parameters[key] as Record<string, unknown>[]).map(read));
    }
  }

  const built = text(placeholders as { [K in keyof Types]: string });
  if (documents.has(name)) throw new Error(`two statements have the name ${name}`);
  const document = { name, text: built, parameters: described };
  documents.set(name, document);
  const make = (parameters: Parameters<Types>): Query => ({
    name,
    text: built,
    timeout: options.timeout,
    isRepeatable: options.isRepeatable,
    values: readers.map((read) => read(parameters as Record<string, unknown>)),
  });
  return Object.assign(make, { text: built, document });
}

/** Columns of an entity as PostgreSQL returns them, with names in snake case. */
export type RowOf<Entity, Keys extends keyof Entity = keyof Entity> = {
  [K in Keys as SnakeCase<K & string>]: Entity[K];
};

type SnakeCase<Name extends string> = Name extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : Name;

/** Returns the column of a property. */
export const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, '_$&').toLowerCase();

const sqlType = (type: string): string => type.replace('?', '');

const isArray = (type: string): boolean => type.includes('[]');

/**
 * Returns the array type of a column. Arrays are passed as JSON, because `unnest` flattens nested
 * arrays.
 */
function arrayOf(type: ColumnType): string {
  if (type === 'ordinal') return 'integer[]';
  return isArray(type) ? 'jsonb[]' : `${sqlType(type)}[]`;
}

const columnOf = (name: string, type: string): string =>
  isArray(type)
    ? `(select array_agg(element::${sqlType(type).replace('[]', '')})
         from jsonb_array_elements_text(${name}) element) as ${name}`
    : name;

const asIs = (value: unknown): unknown => value;
// The driver would write an array as a PostgreSQL array, and a string unquoted.
const asJson = (value: unknown): unknown => (value == null ? null : JSON.stringify(value));

const encoderOf = (type: string): ((value: unknown) => unknown) =>
  type.startsWith('jsonb') ? asJson : asIs;

function columnReader(
  column: string,
  type: ColumnType,
): (row: Record<string, unknown>, index: number) => unknown {
  if (type === 'ordinal') return (_, index) => index;
  if (type.startsWith('jsonb') || isArray(type)) return (row) => asJson(row[column]);
  return (row) => row[column];
}

/** Runs queries: a pool, or a client within a transaction. */
export type Runner = Pick<pg.ClientBase, 'query'>;
