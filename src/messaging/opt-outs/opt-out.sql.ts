import { emitEvents } from '../../events/index.js';
import { statement } from '../../platform/database/index.js';

/**
 * Condition: a person wants no texts from a virtual number. A scalar subquery: for EXISTS,
 * PostgreSQL might hash the whole table.
 * @param person SQL: the blind index of the phone; `numberId`: of the virtual number
 */
export const hasOptedOut = (person: string, numberId: string): string => `
  coalesce((select o.is_active from opt_out o
             where o.person_index = ${person} and o.virtual_number_id = ${numberId}
             limit 1), false)`;

/**
 * Returns the CTE `opt_out_change`, which records keywords, and CTEs that emit their events. A
 * keyword never undoes a later one, so their order and their repetition do not matter. Of two
 * keywords at the same time, `stop` wins.
 * @param decided CTE of decided texts
 * @param recorded CTE with the ids of those that arrived for the first time
 */
export const changeOptOuts = (decided: string, recorded: string): string => `
  opt_out_change as (
    insert into opt_out (pool_id, id, virtual_number_id, person_index, person_ciphertext,
                         is_active, asked_at)
    select pool_id, id, virtual_number_id, caller_index, person_ciphertext,
           reason = 'keyword-stop', asked_at
      from (select distinct on (d.caller_index, d.virtual_number_id, d.pool_id) d.*,
                   least(coalesce(d.carrier_at, now()), now()) as asked_at
              from ${decided} d join ${recorded} on ${recorded}.id = d.id
             where d.reason in ('keyword-stop', 'keyword-start')
             order by d.caller_index, d.virtual_number_id, d.pool_id,
                      least(coalesce(d.carrier_at, now()), now()) desc, d.reason desc) asked
    on conflict (person_index, virtual_number_id, pool_id) do update
       set is_active = excluded.is_active, was_active = opt_out.is_active,
           asked_at = excluded.asked_at
     where (opt_out.asked_at, opt_out.is_active) < (excluded.asked_at, excluded.is_active)
    returning pool_id, virtual_number_id, person_index, is_active, was_active
  ), ${emitEvents(
    'opt_out_event',
    `select o.pool_id, case when o.is_active then 'party.opted_out' else 'party.opted_in' end
              as type,
            d.booking_id, 0 as position,
            jsonb_build_object('bookingId', d.booking_id, 'role', d.caller_role,
              'virtualNumber', d.number_of_ours) as payload
       from opt_out_change o
       cross join lateral (
         select * from ${decided}
          where ${decided}.caller_index = o.person_index
            and ${decided}.virtual_number_id = o.virtual_number_id limit 1) d
      where o.is_active <> o.was_active`,
    { isForSubscribers: true },
  )}`;

/**
 * Moves the opt-outs of a person to the index by which this process looks it up. During a key
 * rotation they may be found by the index of another key only.
 */
export const REINDEX_OPT_OUTS = statement(
  'reindex-opt-outs',
  { indexes: 'bytea[]', index: 'bytea' },
  (p) => `
  update opt_out o set person_index = ${p.index}
   where o.person_index = any(${p.indexes}) and o.person_index <> ${p.index}
     and not exists (
       select from opt_out other
        where other.person_index = ${p.index} and other.virtual_number_id = o.virtual_number_id
          and other.pool_id = o.pool_id)`,
);

/** Returns a row if a person wants no texts from a number, whatever the key of its index. */
export const FIND_OPT_OUT = statement(
  'find-opt-out',
  { indexes: 'bytea[]', virtualNumber: 'text' },
  (p) => `
  select from virtual_number n
    join opt_out o on o.virtual_number_id = n.id
   where n.msisdn = ${p.virtualNumber} and o.person_index = any(${p.indexes}) and o.is_active
   limit 1`,
);
