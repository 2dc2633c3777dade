import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { HotPathPool, type RowOf } from '../../platform/database/index.js';
import type { CallerMessage, PoolMessages } from '../../pool/index.js';
import type { CallSession } from '../../status/index.js';
import { ADOPT_CONNECTION } from '../decision/call-decision.sql.js';
import {
  COUNT_FAILURE,
  FIND_PARTY,
  LOCK_GUARD,
  LOCK_SESSION,
  RECORD_ENTRY,
} from './pin-entry.sql.js';

/** A session whose caller was asked for a PIN, with its number and pool. */
export type LockedSessionRow = RowOf<
  CallSession,
  | 'poolId'
  | 'decision'
  | 'reason'
  | 'bookingId'
  | 'callerRole'
  | 'calleeRole'
  | 'callerIndex'
  | 'pinDigest'
> & {
  pin_tries: number;
  virtual_number_id: number;
  is_disabled: boolean;
  messages: PoolMessages;
  party_pin: boolean;
  /** Whether the pool's decision hook must be asked before a connection. */
  has_hook: boolean;
};

/**
 * The party that has a PIN. The statement returns its key too, so that it can be compared with the
 * input.
 */
export interface PinPartyRow {
  pin_index: Buffer;
  pool_id: string;
  booking_id: string;
  caller_role: string;
  pin_ciphertext: Buffer | null;
  route_caller_index: Buffer | null;
  callee_role: string | null;
  callee_index: Buffer | null;
  callee_ciphertext: Buffer | null;
  /** In the language of the party. */
  messages: PoolMessages;
  is_callable: boolean;
  has_started: boolean;
  is_blocked: boolean;
  may_call: boolean;
  is_channel_off: boolean;
  is_quiet: boolean;
  /** Null if the party has no route. */
  caller_id: string | null;
  announcement: CallerMessage | null;
  call_recording: boolean;
}

/** The recorded decision on an entered PIN. */
export interface RecordedEntry {
  decision: 'connect' | 'refuse' | 'ask';
  reason: string;
  bookingId: string | null;
  callerRole: string | null;
  calleeRole: string | null;
  /** PINs entered so far. */
  pinTries: number;
  pinDigest: Buffer;
  attemptId: string;
}

/** Wrong PINs of a caller, and of all callers at the number. */
export type PinFailures = Record<'atNumber' | 'inPool' | 'ofAllAtNumber', number>;

/** Callers who withhold their number share one count. */
const WITHHELD = Buffer.alloc(32);
/** Placeholder for all callers together; no blind index has this value. */
const ALL_CALLERS = Buffer.alloc(32, 0xff);

/** A call whose caller entered a PIN. */
export interface PinCall {
  sessionId: string;
  /** The dialled number. */
  msisdn: string | undefined;
  subAccountId: string | undefined;
  /** Of the caller's number, such as `65`. */
  callingCode: string | undefined;
}

/** A session that is locked until its transaction ends. */
export class LockedSession {
  constructor(
    private readonly client: PoolClient,
    private readonly call: PinCall,
    readonly row: LockedSessionRow,
  ) {}

  /**
   * Finds the party that has the PIN.
   * @param keyId the key of the party's routes
   */
  async findParty(pinIndex: Buffer, keyId: number): Promise<PinPartyRow | undefined> {
    const { virtual_number_id: virtualNumberId, caller_index: callerIndex } = this.row;
    const { callingCode } = this.call;
    const query = FIND_PARTY({ pinIndex, virtualNumberId, keyId, callerIndex, callingCode });
    return (await this.client.query<PinPartyRow>(query)).rows[0];
  }

  /**
   * Locks and returns the failure counts. Other PIN entries of the caller, or at the number, wait.
   */
  async failures(): Promise<PinFailures> {
    const { rows } = await this.client.query<{ scope: keyof PinFailures; failures: number }>(
      LOCK_GUARD(this.guard),
    );
    return Object.fromEntries(rows.map(({ scope, failures }) => [scope, failures])) as PinFailures;
  }

  async countFailure(): Promise<void> {
    await this.client.query(COUNT_FAILURE(this.guard));
  }

  async record(entry: RecordedEntry): Promise<void> {
    await this.client.query(RECORD_ENTRY({ ...entry, ...this.key }));
  }

  /**
   * Takes over the connection for a repeated message, so that the first attempt can no longer
   * revoke it.
   */
  async adopt(): Promise<void> {
    await this.client.query(ADOPT_CONNECTION(this.key));
  }

  private get key() {
    return { poolId: this.row.pool_id, sessionId: this.call.sessionId };
  }

  private get guard() {
    const { pool_id: poolId, virtual_number_id: virtualNumberId, caller_index } = this.row;
    const callerIndex = caller_index ?? WITHHELD;
    return { poolId, virtualNumberId, callerIndex, allCallers: ALL_CALLERS };
  }
}

@Injectable()
export class PinEntryRepository {
  constructor(private readonly hotPath: HotPathPool) {}

  /**
   * Locks the session while its PIN is decided, in one transaction. `decide` gets undefined if
   * there is no such session.
   */
  lock<Result>(
    call: PinCall,
    decide: (session: LockedSession | undefined) => Promise<Result>,
  ): Promise<Result> {
    return this.hotPath.transaction(async (client) => {
      const query = LOCK_SESSION(call);
      const { rows } = await client.query<LockedSessionRow>(query);
      return decide(rows[0] && new LockedSession(client, call, rows[0]));
    });
  }
}
