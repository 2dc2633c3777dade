import pg from 'pg';

type Query = (this: pg.Client, ...args: unknown[]) => unknown;
type Callback = (error: unknown) => void;
const client = pg.Client.prototype as unknown as { query: Query };

/** The replacement for a statement: another statement, or a thrown value. */
export type Instead = { sql: string } | { thrown: unknown };

/** Hooks into the database driver: records every statement of the application and can make it fail. */
export class StatementTap {
  readonly texts = new Set<string>();
  private instead: Instead | undefined;
  private isHit: (text: string) => boolean = () => true;

  private constructor(private readonly original: Query) {}

  static install(): StatementTap {
    const original = client.query;
    const tap = new StatementTap(original);
    client.query = function (this: pg.Client, ...args) {
      return tap.query(this, args);
    };
    return tap;
  }

  remove(): void {
    client.query = this.original;
  }

  /** Makes the statements that match fail while `run` runs. */
  async failing<Result>(
    instead: Instead,
    run: () => Promise<Result>,
    isHit: (text: string) => boolean = () => true,
  ): Promise<Result> {
    this.instead = instead;
    this.isHit = isHit;
    try {
      return await run();
    } finally {
      this.instead = undefined;
    }
  }

  private query(connection: pg.Client, args: unknown[]): unknown {
    const [statement] = args;
    const text = typeof statement === 'string' ? statement : (statement as { text: string }).text;
    const { connectionParameters: named } = connection as unknown as {
      connectionParameters: { application_name?: string };
    };
    const isOurs = named.application_name?.startsWith('maskline') ?? false;
    if (!isOurs) return this.original.apply(connection, args);
    this.texts.add(text);
    if (!this.instead || !this.isHit(text)) return this.original.apply(connection, args);
    const callback = args.find((arg): arg is Callback => typeof arg === 'function');
    if ('sql' in this.instead) {
      const rest = callback ? [callback] : [];
      return this.original.apply(connection, [this.instead.sql, ...rest]);
    }
    const { thrown } = this.instead;
    // oxlint-disable-next-line prefer-promise-reject-errors -- it may be anything
    if (!callback) return Promise.reject(thrown);
    setImmediate(() => callback(thrown ?? new Error('nothing was thrown')));
    return undefined;
  }
}
