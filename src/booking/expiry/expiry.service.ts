import { Injectable } from '@nestjs/common';
import { PostgresPool, type Query } from '../../platform/database/index.js';
import {
  forEachBatch,
  type JobItems,
  type JobRun,
  ScheduledJob,
  SetAsideService,
} from '../../platform/jobs/index.js';
import { PoolService } from '../../pool/index.js';
import {
  DELETE_DEAD_PINS,
  DELETE_DEAD_ROUTES,
  DELETE_OTHER_DEAD_ROUTES,
  DELETE_THESE_DEAD_ROUTES,
  EXPIRE_BOOKINGS,
  EXPIRE_OTHER_BOOKINGS,
  EXPIRE_THESE_BOOKINGS,
  type ExpiryBatch,
  LIST_DEAD_ROUTES,
  LIST_DUE_BOOKINGS,
  type RouteBatch,
} from './expiry.sql.js';

/**
 * Rows per statement: about a millisecond of work, for which a call may have to wait if there are
 * few processors. A route is less work than a booking.
 */
const BATCH = { bookings: 50, routes: 250 };
/**
 * Minimum time for a full batch and the pause after it. A faster job would slow down calls. The
 * rate comes to 10,800 bookings per second with two routes each.
 */
const BATCH_MS = 3.3;

/** The start of the first batch. */
const FIRST = '-infinity';

/** Marks expired bookings, and deletes routes and PINs that are no longer needed. */
@Injectable()
export class ExpiryService {
  constructor(
    private readonly database: PostgresPool,
    private readonly pools: PoolService,
    private readonly setAsides: SetAsideService,
  ) {}

  /**
   * Processes each pool in batches. Safe to stop at any point and to run concurrently. Skips rows
   * that another transaction has locked; the next run finds them.
   */
  @ScheduledJob({ name: 'booking-expiry' })
  async run(run: JobRun): Promise<{ expired: number; routesDeleted: number; setAside: number }> {
    const items = await this.setAsides.begin('booking-expiry');
    const counts = { expired: 0, routesDeleted: 0 };
    await items.retryDue(run, 'pins', (ids) => this.deletePins(ids));
    for (const poolId of await this.pools.allIds()) {
      counts.expired += await this.expireBookings(run, items, poolId);
      counts.routesDeleted += await this.deleteRoutes(run, items, poolId);
    }
    return { ...counts, setAside: items.setAside };
  }

  private expireBookings(run: JobRun, items: JobItems, poolId: string): Promise<number> {
    const limit = BATCH.bookings;
    return forEachBatch(run, items, {
      kind: 'booking',
      size: limit,
      paceMs: BATCH_MS,
      from: FIRST,
      runNext: (from, except) =>
        this.runOne<ExpiryBatch>(
          except.length === 0
            ? EXPIRE_BOOKINGS({ poolId, limit, from })
            : EXPIRE_OTHER_BOOKINGS({ poolId, limit, from, except }),
        ),
      list: (from, except) => this.list(LIST_DUE_BOOKINGS({ poolId, limit, from, except })),
      runOnly: async (ids) =>
        (await this.runOne<ExpiryBatch>(EXPIRE_THESE_BOOKINGS({ ids }))).found,
    });
  }

  private deleteRoutes(run: JobRun, items: JobItems, poolId: string): Promise<number> {
    const limit = BATCH.routes;
    const withPins = async (batch: RouteBatch): Promise<RouteBatch> => {
      // The routes of these PINs are deleted already: no later query would find the PINs.
      await items.attemptAll(run, 'pins', batch.withPins ?? [], (ids) => this.deletePins(ids));
      return batch;
    };
    return forEachBatch(run, items, {
      kind: 'routes',
      size: limit,
      paceMs: BATCH_MS,
      from: FIRST,
      runNext: async (from, except) =>
        withPins(
          await this.runOne<RouteBatch>(
            except.length === 0
              ? DELETE_DEAD_ROUTES({ poolId, limit, from })
              : DELETE_OTHER_DEAD_ROUTES({ poolId, limit, from, except }),
          ),
        ),
      list: (from, except) => this.list(LIST_DEAD_ROUTES({ poolId, limit, from, except })),
      runOnly: async (bookingIds) =>
        (await withPins(await this.runOne<RouteBatch>(DELETE_THESE_DEAD_ROUTES({ bookingIds }))))
          .found,
    });
  }

  private async deletePins(bookingIds: readonly string[]): Promise<number> {
    return (await this.database.run(DELETE_DEAD_PINS({ bookingIds }))).length;
  }

  private async runOne<Row extends object>(query: Query): Promise<Row> {
    return (await this.database.run<Row>(query))[0]!;
  }

  private async list(query: Query): Promise<string[]> {
    return (await this.database.run<{ id: string }>(query)).map(({ id }) => id);
  }
}
