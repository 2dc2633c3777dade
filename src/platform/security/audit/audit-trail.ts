import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { Coalescer, PostgresPool, runIsolated } from '../../database/index.js';
import { type Principal, SYSTEM_ACCESS } from '../auth/principal.js';
import { ADD_EVENTS } from './audit.sql.js';
import type { AuditOutcome } from './audit-event.entity.js';

/** Something that was done, or that somebody tried. It holds no phone number and no secret. */
export interface Act {
  /** The kind of object and a verb: `booking.complete`. */
  action: string;
  objectType: string;
  /** An id, a pool's name or a virtual number; null: of no one object. */
  objectId: string | null;
  details?: Readonly<Record<string, unknown>>;
  /** done, if it is left out. */
  outcome?: AuditOutcome;
  /** Of the problem, if it was not done. */
  code?: string;
}

type Event = Required<Pick<Act, 'action' | 'objectType' | 'objectId' | 'details' | 'outcome'>> & {
  code: string | null;
  keyId: string | null;
  actor: string;
  ip: string | null;
};

/** Writes down who did what. */
@Injectable()
export class AuditTrail {
  /** One statement at a time: under load many events share a commit. */
  private readonly pending = new Coalescer<Event, void>(
    (events) => runIsolated(events, (some) => this.add(some)),
    { inFlight: 1, batch: 500 },
  );
  private readonly recorded = new WeakSet<Principal>();

  constructor(private readonly database: PostgresPool) {}

  /**
   * Records an act by itself; when it returns, that is committed. The act must have been done by
   * then, or must wait for this (as showing a number does).
   * @throws the database's error
   */
  async record(act: Act, principal: Principal = SYSTEM_ACCESS): Promise<void> {
    await this.pending.add(eventOf(act, principal));
  }

  /**
   * Records an act in the transaction that does it: both are committed, or neither is. The interceptor
   * does not record the request again.
   */
  async recordIn(
    client: PoolClient,
    act: Act,
    principal: Principal = SYSTEM_ACCESS,
  ): Promise<void> {
    await client.query(ADD_EVENTS({ events: [eventOf(act, principal)] }));
    if (principal !== SYSTEM_ACCESS) this.recorded.add(principal);
  }

  /** Whether what a request did was recorded in its transaction. */
  hasRecorded(principal: Principal): boolean {
    return this.recorded.has(principal);
  }

  private async add(events: Event[]): Promise<void[]> {
    await this.database.run(ADD_EVENTS({ events }));
    return events.map(() => undefined);
  }
}

const eventOf = (act: Act, { keyId, actor, ip }: Principal): Event => ({
  details: {},
  outcome: 'done',
  ...act,
  code: act.code ?? null,
  keyId,
  actor,
  // Behind a proxy that is trusted, it is whatever that proxy wrote.
  ip: ip !== null && isIP(ip) ? ip : null,
});
