import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { validate as isUuid } from 'uuid';
import { FOREIGN_KEY_VIOLATION, PostgresPool, sqlStateOf } from '../database/index.js';
import {
  EXPLAIN_REFUSAL,
  INSERT_BOOKING,
  INSERT_ROUTES,
  LOCK_NUMBER,
  PREPARE_BOOKING,
} from './assignment.sql.js';
import { REFUSAL_REASONS, type RefusalReason } from './booking.errors.js';
import { countriesOf, type TwoParties } from './parties.js';
import type { NewRoute, RouteOwner } from './routes.js';

export interface Wishes {
  /** Id or name. */
  pool: string;
  reference: string;
  virtualNumber: string | null;
  expiresAt: string | null;
}

export interface Preparation {
  pool_id: string;
  pool_name: string;
  booking_ttl_seconds: number;
  cooldown_seconds: number;
  call_recording: boolean;
  allowed_countries: string[] | null;
  expires_later: boolean;
  is_virtual_number: boolean;
  existing_id: string | null;
  existing_digest: Buffer | null;
  /** Ids of virtual numbers, the best first, and the capacity of each. */
  candidates: number[];
  capacities: (number | null)[];
}

export interface NewParty {
  role: string;
  ciphertext: Buffer;
  index: Buffer;
}

export interface NewAlternate extends NewParty {
  position: number;
}

export interface NewBooking {
  owner: RouteOwner;
  reference: string;
  contentDigest: Buffer;
  expiresAt: string | null;
  ttlSeconds: number;
  cooldownSeconds: number;
  callRecording: boolean | null;
  metadata: Record<string, unknown>;
  /** Active bookings that the number takes; null: any. */
  capacity: number | null;
  routes: NewRoute[];
  parties: NewParty[];
  alternates: NewAlternate[];
}

export interface WrittenBooking {
  id: string;
  virtual_number: string;
  expires_at: Date;
  created_at: Date;
}

type Runner = Pick<PostgresPool, 'query'> | PoolClient;

/** How many random numbers are looked at; more balance better and cost more. */
const DRAWN_NUMBERS = 4;

/** Chooses numbers, and writes bookings and routes. */
@Injectable()
export class AssignmentRepository {
  constructor(private readonly database: PostgresPool) {}

  /** @returns undefined if there is no such pool */
  async prepare(
    { pool, reference, virtualNumber, expiresAt }: Wishes,
    parties: TwoParties,
    runner: Runner = this.database,
  ): Promise<Preparation | undefined> {
    const [id, name] = isUuid(pool) ? [pool, null] : [null, pool];
    const { rows } = await runner.query<Preparation>({
      ...PREPARE_BOOKING,
      values: [
        id,
        name,
        reference,
        ...indexesOf(parties),
        virtualNumber,
        expiresAt,
        countriesOf(parties),
        DRAWN_NUMBERS,
      ],
    });
    return rows[0];
  }

  /** @returns undefined if another booking was quicker to take the number or the reference */
  async insert(booking: NewBooking): Promise<WrittenBooking | undefined> {
    const { owner, routes, parties, alternates } = booking;
    const values = [
      owner.poolId,
      owner.bookingId,
      owner.virtualNumberId,
      booking.reference,
      booking.contentDigest,
      booking.expiresAt,
      booking.ttlSeconds,
      booking.cooldownSeconds,
      booking.callRecording,
      booking.metadata,
      booking.capacity,
      ...columns(routes, ROUTE_COLUMNS),
      ...columns(parties, ['role', 'ciphertext', 'index']),
      ...columns(alternates, ['role', 'position', 'ciphertext', 'index']),
    ];
    try {
      if (booking.capacity === null) {
        return (await this.database.run<WrittenBooking>(INSERT_BOOKING, values))[0];
      }
      return await this.database.transaction(async (client) => {
        await client.query({ ...LOCK_NUMBER, values: [owner.virtualNumberId] });
        return (await client.query<WrittenBooking>({ ...INSERT_BOOKING, values })).rows[0];
      });
    } catch (error) {
      if (sqlStateOf(error) === FOREIGN_KEY_VIOLATION) return undefined;
      throw error;
    }
  }

  /** Adds routes to a booking that the transaction holds. @returns how many could be had */
  async insertRoutes(
    client: PoolClient,
    { poolId, bookingId, virtualNumberId }: RouteOwner,
    term: { callableUntil: Date; cooldownSeconds: number },
    routes: NewRoute[],
  ): Promise<number> {
    const { rowCount } = await client.query({
      ...INSERT_ROUTES,
      values: [
        poolId,
        bookingId,
        virtualNumberId,
        term.callableUntil,
        term.cooldownSeconds,
        ...columns(routes, ROUTE_COLUMNS),
      ],
    });
    return rowCount ?? 0;
  }

  /** How many numbers of the pool (or: whether the one) are refused for each reason. */
  async explain(
    poolId: string,
    parties: TwoParties,
    virtualNumber: string | null,
  ): Promise<Record<RefusalReason, number> & { free: number }> {
    const rows = await this.database.run<{ reason: RefusalReason | 'free'; numbers: number }>(
      EXPLAIN_REFUSAL,
      [poolId, ...indexesOf(parties), virtualNumber, countriesOf(parties)],
    );
    const none = Object.fromEntries([...REFUSAL_REASONS, 'free'].map((reason) => [reason, 0]));
    return {
      ...(none as Record<RefusalReason | 'free', number>),
      ...Object.fromEntries(rows.map(({ reason, numbers }) => [reason, numbers])),
    };
  }
}

const ROUTE_COLUMNS = [
  'callerIndex',
  'callerRole',
  'calleeRole',
  'calleeIndex',
  'calleeCiphertext',
] as const;

/** Rows as one array for each column, which `unnest` makes rows of again. */
const columns = <Row>(rows: readonly Row[], keys: readonly (keyof Row)[]): unknown[][] =>
  keys.map((key) => rows.map((row) => row[key]));

/** The index of every phone that calls can come from, and of the phone that each would reach. */
function indexesOf([first, second]: TwoParties): [callers: Buffer[], callees: Buffer[]] {
  const callers = [...first.phones, ...second.phones].map(({ index }) => index);
  const callees = [
    ...first.phones.map(() => second.phones[0].index),
    ...second.phones.map(() => first.phones[0].index),
  ];
  return [callers, callees];
}
