/**
 * The rule that decides whether somebody may contact the other party of a booking, defined once for
 * calls and texts. `input` has `msisdn`, the virtual number, and `caller_index`.
 */
import type { Channel } from '../../pool/index.js';
import { isBlocked } from '../blocks/block-rule.sql.js';

/**
 * Joins `input` to its number `n`, pool `p`, route `r` and booking `b`, and to `shown`, the number
 * that the other party sees.
 * @param isSubAccount condition: pool `p` belongs to the sub-account of `input`
 */
export const findContact = (join: 'join' | 'left join', isSubAccount: string): string => `
      ${join} (virtual_number n join pool p on p.id = n.pool_id)
        on n.msisdn = input.msisdn and ${isSubAccount}
      ${join} lateral (
        -- The limit makes the planner use the whole key, also in a plan that was made while the
        -- table was empty.
        select * from route
         where route.caller_index = input.caller_index and route.virtual_number_id = n.id
           and route.pool_id = n.pool_id
         limit 1) r on true
      ${join} booking b on b.id = r.booking_id and b.pool_id = r.pool_id
      ${join} virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)`;

/** Condition: booking `b`, or else its pool `p`, does not include the channel. */
export const isChannelOff = (channel: Channel, { booking = 'b', pool = 'p' } = {}): string =>
  `not ('${channel}' = any(coalesce(${booking}.channels, ${pool}.channels)))`;

/** Condition: the caller is a virtual number of the sub-account of `input`. */
export const isVirtualCaller = (subAccountColumn: string): string => `exists (
    select from virtual_number v
      join pool own on own.id = v.pool_id
     where v.msisdn_index = input.caller_index
       and own.${subAccountColumn} = input.sub_account_id)`;

/** The index of the caller and that of the callee are of the same key, as those of a block. */
const BLOCKED = isBlocked({
  caller: 'r.caller_index',
  callee: 'r.callee_index',
  poolId: 'r.pool_id',
  at: 'now()',
});

/**
 * Why a route does not let its caller reach the callee: conditions with their reasons, SQL
 * expressions. The first condition that is true counts. Times are compared by the database's clock.
 */
export const contactRefusals = (
  channel: Channel,
): readonly (readonly [condition: string, reason: string])[] => [
  [`r.callable_until <= now()`, `'booking-ended'`],
  [`r.callable_from > now()`, `'not-started'`],
  [BLOCKED, `'blocked'`],
  [`not (r.caller_role = any(b.callers_allowed))`, `'caller-not-allowed'`],
  [isChannelOff(channel), `'channel-off'`],
  [`r.callee_role is null`, `'party-missing'`],
];
