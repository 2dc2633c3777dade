import { isBlocked, isChannelOff } from '../../booking/index.js';
import { rows, statement } from '../../platform/database/index.js';
import { hasMissedCallText, messagesFor } from '../../pool/index.js';
import { hasOptedOut } from '../opt-outs/opt-out.sql.js';

/** A call that began earlier gets no text: the callee has seen it by now. */
const MAX_AGE = `interval '1 hour'`;

/**
 * Stores a text to the callee of each missed call, if the pool has one, the callee could be texted by
 * the caller, and the callee has had none from this number lately. The worker writes the text in the
 * callee's language and sends it like a text of the caller.
 *
 * One statement decides this. The unique index of the session makes it happen once for each call,
 * however often the call is reported; the primary key of the guard does so for calls at the same
 * time. A call that is reported again finds its text and leaves the guard alone.
 */
export const ADD_MISSED_CALL_TEXTS = statement(
  'add-missed-call-texts',
  { calls: rows({ poolId: 'uuid', sessionId: 'text', messageId: 'uuid' }) },
  (p) => `
  with missed as materialized (
    select s.pool_id, s.session_id, calls.message_id, s.booking_id, s.virtual_number,
           r.virtual_number_id, r.caller_role, r.caller_index, r.callee_role, r.callee_index,
           shown.id as shown_id, shown.msisdn as source, p.missed_call_text_minutes
      from ${p.calls}
      -- The limits make the planner use the whole keys, also in a plan that was made while the tables
      -- were empty.
      cross join lateral (
        select * from call_session
         where call_session.session_id = calls.session_id and call_session.pool_id = calls.pool_id
         limit 1) s
      join pool p on p.id = s.pool_id
      cross join lateral (
        select * from booking
         where booking.id = s.booking_id and booking.pool_id = s.pool_id
         limit 1) b
      join lateral (
        -- By its roles: a caller with a PIN has no route of its own.
        select * from route
         where route.booking_id = s.booking_id and route.pool_id = s.pool_id
           and route.caller_role = s.caller_role and route.callee_role = s.callee_role
           and route.callable_until > statement_timestamp()
         order by route.caller_index <> coalesce(s.caller_index, ''), route.caller_index
         limit 1) r on true
      join virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
     where s.decision = 'connect' and s.created_at > statement_timestamp() - ${MAX_AGE}
       and ${hasMissedCallText('s.pool_id')}
       and shown.can_sms and shown.state <> 'disabled' and not ${isChannelOff('sms')}
       and not ${hasOptedOut('r.callee_index', 'shown.id')}
       and not ${isBlocked({
         caller: 'r.caller_index',
         callee: 'r.callee_index',
         poolId: 'r.pool_id',
         at: 'statement_timestamp()',
       })}
       and not exists (
         select from message known
          where known.call_session_id = s.session_id and known.pool_id = s.pool_id)
  ), due as materialized (
    select distinct on (callee_index, shown_id, pool_id) * from missed
     order by callee_index, shown_id, pool_id, session_id
  ), guard as (
    insert into missed_call_guard (pool_id, virtual_number_id, person_index, texted_at)
    select pool_id, shown_id, callee_index, statement_timestamp() from due
     order by callee_index, shown_id, pool_id
    on conflict (person_index, virtual_number_id, pool_id) do update
       set texted_at = excluded.texted_at
     where missed_call_guard.texted_at <= excluded.texted_at - make_interval(mins => (
       select missed_call_text_minutes from pool where pool.id = excluded.pool_id))
    returning pool_id, virtual_number_id, person_index
  )
  insert into message (pool_id, id, kind, call_session_id, booking_id, virtual_number,
                       virtual_number_id, source, sender_role, receiver_role, sender_index,
                       receiver_index, length, state, queued_at, due_at)
  select due.pool_id, due.message_id, 'missed-call', due.session_id, due.booking_id,
         due.virtual_number, due.virtual_number_id, due.source, due.caller_role, due.callee_role,
         due.caller_index, due.callee_index, 0, 'forwarding', statement_timestamp(),
         statement_timestamp()
    from due
    join guard on guard.person_index = due.callee_index and guard.pool_id = due.pool_id
      and guard.virtual_number_id = due.shown_id
  on conflict do nothing
  returning id`,
);

/**
 * Returns the pool's text about missed calls for a party: in its language, or else in that of the
 * calling code of its number.
 */
export const FIND_MISSED_CALL_TEXT = statement(
  'find-missed-call-text',
  { poolId: 'uuid', bookingId: 'uuid?', role: 'text?', callingCode: 'text?' },
  (p) => `
  select ${messagesFor('party.language', p.callingCode)} ->> 'missedCallText' as text
    from pool p
    left join party on party.pool_id = p.id and party.booking_id = ${p.bookingId}
      and party.role = ${p.role}
   where p.id = ${p.poolId}`,
);
