import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { Coalescer, PostgresPool, runIsolated } from '../../database/index.js';
import { type Principal, SYSTEM_ACCESS } from '../auth/principal.js';
import { ADD_EVENTS } from './audit.sql.js';
import type { AuditOutcome } from './audit-event.entity.js';

/** An action or attempted action. It must not contain a phone number or a secret. */
export interface Act {
  /** The kind of object and a verb, such as `booking.complete`. */
  action: string;
  objectType: string;
  /** An id, a pool's name or a virtual number; null if there is no single object. */
  objectId: string | null;
  details?: Readonly<Record<string, unknown>>;
  /** Defaults to `done`. */
  outcome?: AuditOutcome;
  /** Error code, unless the outcome is `done`. */
  code?: string;
}

/** An audit event; its properties match the columns of `AUDIT_EVENTS`. */
export type NewAuditEvent = Required<
  Pick<Act, 'action' | 'objectType' | 'objectId' | 'details' | 'outcome'>
> & {
  code: string | null;
  keyId: string | null;
  actor: string;
  ip: string | null;
};

/** Writes audit events. */
@Injectable()
export class AuditTrail {
  /** Runs one statement at a time, so that under load many events share a commit. */
  private readonly pending = new Coalescer<NewAuditEvent, void>(
    (events) => runIsolated(events, (some) => this.add(some)),
    { inFlight: 1, batch: 500 },
  );
  /** What the requests under way do. */
  private readonly acts = new WeakMap<Principal, Omit<Act, 'objectId'>>();
  private readonly recorded = new WeakSet<Principal>();

  constructor(private readonly database: PostgresPool) {}

  /**
   * Records an action in a separate transaction, and returns after its commit. The action must
   * already be committed, or wait for this call (as revealing a number does).
   * @throws the database's error
   */
  async record(act: Act, principal: Principal = SYSTEM_ACCESS): Promise<void> {
    await this.pending.add(eventOf(act, principal));
  }

  /**
   * Records the actions of one request, already committed, and returns after their commit. The
   * interceptor then does not record the request again.
   * @throws the database's error
   */
  async recordAll(acts: readonly Act[], principal: Principal): Promise<void> {
    if (acts.length > 0) await this.add(acts.map((act) => eventOf(act, principal)));
    this.noteRecorded(principal);
  }

  /**
   * Records an action in its own transaction, so that both commit or neither. The interceptor then
   * does not record the request again.
   */
  async recordIn(
    client: PoolClient,
    act: Act,
    principal: Principal = SYSTEM_ACCESS,
  ): Promise<void> {
    await client.query(ADD_EVENTS({ events: [eventOf(act, principal)] }));
    if (principal !== SYSTEM_ACCESS) this.noteRecorded(principal);
  }

  /** Notes what a request is about to do. */
  begin(act: Omit<Act, 'objectId'>, principal: Principal): void {
    this.acts.set(principal, act);
  }

  /**
   * Returns the audit event of a request under way, for the statement that creates the object. Call
   * `noteRecorded` after it.
   */
  eventOfRequest(objectId: string | null, principal: Principal): NewAuditEvent {
    const act = this.acts.get(principal);
    if (!act) throw new Error('no request is under way');
    return eventOf({ ...act, objectId }, principal);
  }

  /**
   * Records what a request has done in a separate transaction, and returns after its commit.
   * @throws the database's error
   */
  async recordRequest(objectId: string | null, principal: Principal): Promise<void> {
    await this.pending.add(this.eventOfRequest(objectId, principal));
  }

  /** Notes that the event of a request was written. The interceptor then does not record it again. */
  noteRecorded(principal: Principal): void {
    this.recorded.add(principal);
  }

  /** Whether the action of a request was recorded in its transaction. */
  hasRecorded(principal: Principal): boolean {
    return this.recorded.has(principal);
  }

  private async add(events: NewAuditEvent[]): Promise<void[]> {
    await this.database.run(ADD_EVENTS({ events }));
    return events.map(() => undefined);
  }
}

const eventOf = (act: Act, { keyId, actor, ip, reason }: Principal): NewAuditEvent => ({
  outcome: 'done',
  ...act,
  details: { ...act.details, ...(reason !== undefined && { reason }) },
  code: act.code ?? null,
  keyId,
  actor,
  // Behind a trusted proxy, `ip` may be any text that the proxy wrote.
  ip: ip !== null && isIP(ip) ? ip : null,
});
