/**
 * The statements that decide who gets which number. PostgreSQL decides every race, and its clock
 * every time.
 */

/** A booking that nobody has marked yet, but whose time is over, has expired all the same. */
const STATUS = `case when b.status = 'active' and b.expires_at <= now() then 'expired'
  else b.status end`;

/** Columns of BookingRow, from `booking b join virtual_number n join pool p`. */
export const SELECT_BOOKING = `
  select b.id, b.pool_id, p.name as pool_name, b.reference, ${STATUS} as status,
         n.msisdn as virtual_number, b.expires_at, b.ended_at,
         coalesce(b.call_recording, p.call_recording) as call_recording,
         b.metadata, b.created_at, b.updated_at,
         coalesce(
           (select max(r.callable_until) from route r
             where r.pool_id = b.pool_id and r.booking_id = b.id),
           least(b.expires_at, b.ended_at)) as callable_until,
         side.roles, side.ciphertexts
    from booking b
    join pool p on p.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id
    cross join lateral (
      select array_agg(role order by position) as roles,
             array_agg(number_ciphertext order by position) as ciphertexts
        from party where party.pool_id = b.pool_id and party.booking_id = b.id) side`;

export const BOOKING_STATUS_FILTER = (parameter: string): string => `(${STATUS}) = ${parameter}`;

/**
 * What creating a booking needs to know, in one round trip: the pool, the booking that has the
 * reference already, and a few numbers that are free for both parties.
 *
 * A number is free for a party that has no route on it, or one that may be taken over. This is a
 * hint: between it and the writing another booking may take the number, which the primary key of
 * `route` then notices.
 *
 * $1 pool id or null, $2 pool name or null, $3 reference, $4 index of A, $5 index of B,
 * $6 wanted msisdn or null, $7 expires_at or null, $8 how many
 */
export const PREPARE_BOOKING = `
  select p.id as pool_id, p.booking_ttl_seconds, p.cooldown_seconds,
         ($7::timestamptz is null or $7 > now()) as expires_later,
         existing.id as existing_id, existing.content_digest as existing_digest,
         array(
           select n.id
             from virtual_number n
             left join route a on a.pool_id = n.pool_id and a.virtual_number_id = n.id
               and a.caller_index = $4
             left join route b on b.pool_id = n.pool_id and b.virtual_number_id = n.id
               and b.caller_index = $5
            where n.pool_id = p.id and n.state = 'enabled' and n.operational_status = 'Active'
              and ($6::text is null or n.msisdn = $6)
              and (a.caller_index is null or a.reuse_after <= now()
                or (a.callable_until <= now() and a.callee_index = $5))
              and (b.caller_index is null or b.reuse_after <= now()
                or (b.callable_until <= now() and b.callee_index = $4))
              and (coalesce(n.max_active_bookings, p.max_active_bookings) is null
                or coalesce(n.max_active_bookings, p.max_active_bookings) > (
                  select count(*) from booking taken
                   where taken.pool_id = p.id and taken.virtual_number_id = n.id
                     and taken.status = 'active' and taken.expires_at > now()))
            order by (p.sticky and a.callee_index is not distinct from $5) desc, random()
            limit $8) as candidates
    from pool p
    left join booking existing on existing.pool_id = p.id and existing.reference = $3
   where p.id = $1 or p.name = $2`;

/**
 * Writes a booking with its parties and routes: everything, or nothing.
 *
 * A route that another booking holds is not overwritten (the WHERE of ON CONFLICT). If fewer than
 * two routes could be written, or the reference was taken in the meantime, no booking is inserted;
 * the routes that were written then have no booking, their foreign key refuses the statement, and
 * PostgreSQL undoes all of it. The sides come in the order of their index, so that two bookings
 * that want the same two routes wait for each other instead of deadlocking.
 *
 * $1 pool, $2 booking, $3 number, $4 reference, $5 digest, $6 expires_at or null, $7 ttl,
 * $8 cool-down, $9 call recording, $10 metadata, and per side: $11 role, $12 caller index,
 * $13 callee cipher text, $14 callee role, $15 callee index, $16 party cipher text, $17 position
 */
export const INSERT_BOOKING = `
  with term as (
    select coalesce($6::timestamptz, now() + make_interval(secs => $7)) as expires_at
  ), side as (
    select * from unnest($11::text[], $12::bytea[], $13::bytea[], $14::text[], $15::bytea[],
                         $16::bytea[], $17::smallint[])
      as side (role, caller_index, callee_ciphertext, callee_role, callee_index,
               party_ciphertext, position)
  ), routed as (
    insert into route (pool_id, virtual_number_id, caller_index, booking_id, caller_role,
                       callee_role, callee_index, callee_ciphertext, assigned_at, callable_until,
                       reuse_after)
    select $1, n.id, side.caller_index, $2, side.role, side.callee_role, side.callee_index,
           side.callee_ciphertext, now(), term.expires_at,
           term.expires_at + make_interval(secs => $8)
      from side
      cross join term
      join virtual_number n on n.id = $3 and n.pool_id = $1 and n.state = 'enabled'
        and n.operational_status = 'Active'
     order by side.caller_index
    on conflict (pool_id, virtual_number_id, caller_index) do update
       set booking_id = excluded.booking_id, caller_role = excluded.caller_role,
           callee_role = excluded.callee_role, callee_index = excluded.callee_index,
           callee_ciphertext = excluded.callee_ciphertext, assigned_at = excluded.assigned_at,
           callable_until = excluded.callable_until, reuse_after = excluded.reuse_after
     where route.reuse_after <= excluded.assigned_at
        or (route.callable_until <= excluded.assigned_at
            and route.callee_index = excluded.callee_index)
    returning route.caller_index
  ), booked as (
    insert into booking (pool_id, id, reference, content_digest, virtual_number_id, expires_at,
                         call_recording, metadata)
    select $1, $2, $4, $5, $3, term.expires_at, $9, $10
      from term
     where (select count(*) from routed) = 2
    on conflict (pool_id, reference) do nothing
    returning pool_id, id
  ), named as (
    insert into party (pool_id, booking_id, role, position, number_ciphertext, number_index)
    select booked.pool_id, booked.id, side.role, side.position, side.party_ciphertext,
           side.caller_index
      from booked cross join side
    returning role
  )
  select count(*)::integer as written from booked`;

/**
 * Ends a booking and shortens its routes. One statement: of several that end it at once, one does.
 * $1 pool, $2 booking, $3 status
 */
export const END_BOOKING = `
  with ended as (
    update booking b
       set status = $3, ended_at = now(), updated_at = now()
      from pool p
     where p.id = b.pool_id and b.pool_id = $1 and b.id = $2
       and b.status = 'active' and b.expires_at > now()
    returning b.id,
      now() + make_interval(secs => case when $3 = 'completed' then p.grace_seconds else 0 end)
        as last_call,
      make_interval(secs => p.cooldown_seconds) as cooldown
  ), cooled as (
    update route r
       set callable_until = least(r.callable_until, ended.last_call),
           reuse_after = least(r.callable_until, ended.last_call) + ended.cooldown
      from ended
     where r.pool_id = $1 and r.booking_id = ended.id
    returning r.booking_id
  )
  select count(*)::integer as ended from ended`;
