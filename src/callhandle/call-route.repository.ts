import { Injectable } from '@nestjs/common';
import { HotPathPool } from '../database/index.js';
import type { PoolMessages } from '../pool/index.js';

/** The key that a call is looked up by. */
export interface RouteKey {
  /** Dialled, E.164. */
  msisdn: string;
  callerIndex: Buffer;
}

/** What the database knows of a virtual number, and of the route that a caller has on it. */
export interface RouteRow {
  /** The key, selected back: an answer that is not for our question is noticed. */
  msisdn: string;
  asked_index: Buffer;
  virtual_number_id: number;
  state: 'enabled' | 'draining' | 'disabled';
  pool_id: string;
  sub_account_id: string;
  messages: PoolMessages;
  booking_id: string | null;
  caller_index: Buffer | null;
  caller_role: string | null;
  callee_role: string | null;
  callee_index: Buffer | null;
  callee_ciphertext: Buffer | null;
  callable: boolean | null;
  /** The booking's current number, which the callee sees. */
  shown_number: string | null;
  call_recording: boolean | null;
}

/** Whether a route is callable is decided here, by the clock of the database. */
const FIND_ROUTES = `
  select asked.msisdn, asked.caller_index as asked_index,
         n.id as virtual_number_id, n.state, n.pool_id, p.sub_account_id, p.messages,
         r.booking_id, r.caller_index, r.caller_role, r.callee_role, r.callee_index,
         r.callee_ciphertext, r.callable_until > now() as callable,
         shown.msisdn as shown_number,
         coalesce(b.call_recording, p.call_recording) as call_recording
    from unnest($1::text[], $2::bytea[]) as asked (msisdn, caller_index)
    join virtual_number n on n.msisdn = asked.msisdn
    join pool p on p.id = n.pool_id
    left join route r on r.pool_id = n.pool_id and r.virtual_number_id = n.id
      and r.caller_index = asked.caller_index
    left join booking b on b.pool_id = r.pool_id and b.id = r.booking_id
    left join virtual_number shown on shown.id = b.virtual_number_id`;

@Injectable()
export class CallRouteRepository {
  constructor(private readonly hotPath: HotPathPool) {}

  /** @returns undefined if no pool has the number that was dialled */
  async find(key: RouteKey): Promise<RouteRow | undefined> {
    const { rows } = await this.hotPath.query<RouteRow>({
      name: 'find-routes',
      text: FIND_ROUTES,
      values: [[key.msisdn], [key.callerIndex]],
    });
    return rows[0];
  }
}
