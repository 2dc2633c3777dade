import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { HotPathPool } from '../database/index.js';
import type { CallerMessage, PoolMessages } from '../pool/index.js';
import { ADOPT_CONNECTION } from './call-decision.sql.js';
import {
  COUNT_FAILURE,
  FIND_PARTY,
  HOLD_GUARD,
  HOLD_SESSION,
  RECORD_ENTRY,
} from './pin-entry.sql.js';

/** A session in which a PIN was asked for, and its number. */
export interface HeldSessionRow {
  decision: 'connect' | 'refuse' | 'ask' | null;
  reason: string | null;
  booking_id: string | null;
  caller_role: string | null;
  callee_role: string | null;
  caller_index: Buffer | null;
  pin_tries: number;
  pin_digest: Buffer | null;
  virtual_number_id: number;
  is_disabled: boolean;
  pool_id: string;
  messages: PoolMessages;
  party_pin: boolean;
}

/** The party that has a PIN. The key is selected back, to be compared with what was asked. */
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
  is_callable: boolean;
  may_call: boolean;
  shown_number: string;
  announcement: CallerMessage | null;
  call_recording: boolean;
}

/** What is put on record of an entered PIN. */
export interface RecordedEntry {
  decision: 'connect' | 'refuse' | 'ask';
  reason: string;
  bookingId: string | null;
  callerRole: string | null;
  calleeRole: string | null;
  attempt: number;
  digest: Buffer;
  attemptId: string;
}

/** Wrong PINs of a caller, and of all callers at the number. */
export type PinFailures = Record<'atNumber' | 'inPool' | 'ofAllAtNumber', number>;

/** Callers who withhold their number share one count. */
const WITHHELD = Buffer.alloc(32);
/** Stands for all callers together; no blind index is this one. */
const ALL_CALLERS = Buffer.alloc(32, 0xff);

/** One session, held for as long as its transaction lives. */
export class HeldSession {
  constructor(
    private readonly client: PoolClient,
    private readonly sessionId: string,
    readonly row: HeldSessionRow,
  ) {}

  /** @param keyId of its routes */
  async findParty(pinIndex: Buffer, keyId: number): Promise<PinPartyRow | undefined> {
    const values = [pinIndex, this.row.virtual_number_id, keyId];
    return (await this.client.query<PinPartyRow>({ ...FIND_PARTY, values })).rows[0];
  }

  /** Failures that count here; no other call of theirs, or to the number, is decided meanwhile. */
  async failures(): Promise<PinFailures> {
    const { rows } = await this.client.query<{ scope: keyof PinFailures; failures: number }>({
      ...HOLD_GUARD,
      values: this.guard,
    });
    return Object.fromEntries(rows.map(({ scope, failures }) => [scope, failures])) as PinFailures;
  }

  async countFailure(): Promise<void> {
    await this.client.query({ ...COUNT_FAILURE, values: this.guard });
  }

  async record(entry: RecordedEntry): Promise<void> {
    const { decision, reason, bookingId, callerRole, calleeRole, attempt, digest } = entry;
    const { attemptId } = entry;
    const key = [this.row.pool_id, this.sessionId];
    const values = [decision, reason, bookingId, callerRole, calleeRole, attempt, digest];
    await this.client.query({ ...RECORD_ENTRY, values: [...key, ...values, attemptId] });
  }

  /** Its connection is given again: the attempt that decided it no longer takes it back. */
  async adopt(): Promise<void> {
    const key = { poolId: this.row.pool_id, sessionId: this.sessionId };
    await this.client.query(ADOPT_CONNECTION(key));
  }

  private get guard(): unknown[] {
    const { pool_id: poolId, virtual_number_id: numberId, caller_index: caller } = this.row;
    return [poolId, numberId, caller ?? WITHHELD, ALL_CALLERS];
  }
}

@Injectable()
export class PinEntryRepository {
  constructor(private readonly hotPath: HotPathPool) {}

  /** Holds the session while its PIN is judged, in one transaction; undefined if there is none. */
  hold<Result>(
    sessionId: string,
    msisdn: string | undefined,
    subAccountId: string | undefined,
    judge: (session: HeldSession | undefined) => Promise<Result>,
  ): Promise<Result> {
    return this.hotPath.transaction(async (client) => {
      const values = [sessionId, msisdn, subAccountId];
      const { rows } = await client.query<HeldSessionRow>({ ...HOLD_SESSION, values });
      return judge(rows[0] && new HeldSession(client, sessionId, rows[0]));
    });
  }
}
