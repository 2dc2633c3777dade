import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import { UnknownTimeZoneError } from './pool.errors.js';
import { SELECT_TIME_ZONES } from './time-zone.sql.js';

/**
 * Detects unknown time zones when they are set. PostgreSQL decides by its own time-zone data, so its
 * list counts and not the one of Node.js.
 */
@Injectable()
export class TimeZoneService {
  private names: Promise<ReadonlySet<string>> | undefined;

  constructor(private readonly database: PostgresPool) {}

  /**
   * Asserts that PostgreSQL knows the time zones of quiet hours.
   * @param path of the quiet hours in the request
   * @throws UnknownTimeZoneError
   */
  async assertKnown(
    path: string,
    quietHours: { timeZone: string } | readonly { timeZone: string }[] | null | undefined,
  ): Promise<void> {
    if (quietHours == null) return;
    const names = await this.known();
    for (const [at, { timeZone }] of [quietHours].flat().entries()) {
      if (names.has(timeZone)) continue;
      throw new UnknownTimeZoneError(
        `${path}${Array.isArray(quietHours) ? `[${at}]` : ''}.timeZone`,
      );
    }
  }

  /** Returns the names, which PostgreSQL reads from files: once for each process. */
  private known(): Promise<ReadonlySet<string>> {
    this.names ??= this.database.run<{ name: string }>(SELECT_TIME_ZONES({})).then(
      (rows) => new Set(rows.map(({ name }) => name)),
      (error: unknown) => {
        this.names = undefined;
        throw error;
      },
    );
    return this.names;
  }
}
