import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AbuseReport,
  Block,
  Booking,
  Party,
  PartyAlternate,
  PartyPin,
  Route,
} from '../../src/booking/index.js';
import { PinGuard } from '../../src/callhandle/index.js';
import { migrate, migrationDataSource } from '../../src/platform/database/index.js';
import { OutboxEvent, EventDelivery, EventSubscription } from '../../src/events/index.js';
import { DeadLetter, WebhookReceipt } from '../../src/carrier-inbox/index.js';
import { HeldSync, Pool, VirtualNumber } from '../../src/pool/index.js';
import { Message, MessageReplyGuard, OptOut } from '../../src/messaging/index.js';
import { JobRow, JobSetAsideRow } from '../../src/platform/jobs/index.js';
import { ApiKey, AuditEvent, NumberKey } from '../../src/platform/security/index.js';
import { CallLeg, CallSession, CallStat, CallStatHour, Recording } from '../../src/status/index.js';
import {
  FacadeAccount,
  TwilioParticipant,
  TwilioSentText,
  TwilioService,
  TwilioSession,
} from '../../src/twilio-proxy/index.js';
import { createEmptyDatabase, type TestDatabase } from '../support/infrastructure/postgres.js';

const ENTITIES = [
  AbuseReport,
  ApiKey,
  AuditEvent,
  Block,
  Booking,
  CallLeg,
  CallSession,
  CallStat,
  CallStatHour,
  FacadeAccount,
  HeldSync,
  JobRow,
  JobSetAsideRow,
  Message,
  MessageReplyGuard,
  NumberKey,
  OptOut,
  OutboxEvent,
  Party,
  PartyAlternate,
  PartyPin,
  PinGuard,
  Pool,
  Recording,
  Route,
  TwilioParticipant,
  TwilioSentText,
  TwilioService,
  TwilioSession,
  DeadLetter,
  VirtualNumber,
  EventDelivery,
  EventSubscription,
  WebhookReceipt,
];

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

async function withDataSource<Result>(
  dataSource: DataSource,
  use: (dataSource: DataSource) => Promise<Result>,
): Promise<Result> {
  await dataSource.initialize();
  try {
    return await use(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

const tablesOf = (dataSource: DataSource): Promise<{ table_name: string }[]> =>
  dataSource.query(
    `select table_name from information_schema.tables
      where table_schema = 'public' and table_name <> 'migrations' order by 1`,
  );

/**
 * Serialises TypeORM's queries: it compares tables with concurrent queries on one connection, which pg
 * 9 will refuse.
 */
function askInTurn(dataSource: DataSource): void {
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode) => {
    const runner = create(mode);
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    let last: Promise<unknown> = Promise.resolve();
    runner.query = ((...args: unknown[]) => {
      const answer = last.then(() => query(...args));
      last = answer.catch(() => undefined);
      return answer;
    }) as typeof runner.query;
    return runner;
  };
}

describe('the database schema', () => {
  it('can be migrated up, down to nothing, and up again', async () => {
    await migrate(database.url);
    await withDataSource(migrationDataSource(database.url), async (dataSource) => {
      const before = await tablesOf(dataSource);
      expect(before.length).toBeGreaterThan(5);
      for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
      expect(await tablesOf(dataSource)).toEqual([]);
      await dataSource.runMigrations();
      expect(await tablesOf(dataSource)).toEqual(before);
    });
  });

  it('is migrated once if several replicas start at once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
    await withDataSource(migrationDataSource(database.url), async (dataSource) => {
      const rows = await dataSource.query('select name from migrations');
      expect(rows).toHaveLength(dataSource.migrations.length);
    });
  });

  it('equals the schema of the entities', async () => {
    await migrate(database.url);
    const dataSource = new DataSource({
      type: 'postgres',
      url: database.url,
      entities: ENTITIES,
    });
    askInTurn(dataSource);
    const differences = await withDataSource(dataSource, () =>
      dataSource.driver.createSchemaBuilder().log(),
    );
    expect(differences.upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('keeps the space of deleted rows, because vacuum would block calls to release it', async () => {
    await migrate(database.url);
    await withDataSource(migrationDataSource(database.url), async (dataSource) => {
      const sizeOf = async (): Promise<number> => {
        const [size] = await dataSource.query(
          `select pg_relation_size('outbox_event')::int as bytes`,
        );
        return size.bytes;
      };
      await dataSource.query(
        `insert into outbox_event (pool_id, id, type, payload, occurred_at)
         select gen_random_uuid(), gen_random_uuid(), 'booking.expired', '{}', now()
           from generate_series(1, 1000)`,
      );
      const before = await sizeOf();
      await dataSource.query('delete from outbox_event');
      await dataSource.query('vacuum outbox_event');
      expect(await sizeOf()).toBe(before);
      const tables: { name: string }[] = await dataSource.query(
        `select relname::text as name from pg_class
          where 'vacuum_truncate=off' = any(reloptions) order by relname`,
      );
      expect(tables.map(({ name }) => name)).toEqual([
        'block',
        'booking',
        'call_leg',
        'call_session',
        'event_delivery',
        'message',
        'opt_out',
        'outbox_event',
        'party',
        'party_pin',
        'route',
      ]);
    });
  });

  it('allows only one route for a virtual number and caller', async () => {
    await migrate(database.url);
    await withDataSource(migrationDataSource(database.url), async (dataSource) => {
      const [key] = await dataSource.query(
        `select array_agg(a.attname::text order by a.attname) as columns
           from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
          where i.indrelid = 'route'::regclass and i.indisprimary`,
      );
      expect(key.columns).toEqual(['caller_index', 'pool_id', 'virtual_number_id']);
    });
  });
});
