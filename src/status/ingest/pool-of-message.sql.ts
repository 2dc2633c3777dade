import { takeReceipts } from '../../carrier-inbox/index.js';

/** Pool id of calls to numbers that are in no pool. */
export const NO_POOL = '00000000-0000-0000-0000-000000000000';

/**
 * Returns the dialled number as it is stored: a virtual number in full, any other number masked. A
 * message that confuses caller and callee may contain a party's phone here.
 */
export const dialledNumber = (number: string, isOurs: string): string => `
  case when ${isOurs} then ${number}
    else left(${number}, 3) || '••••' || right(${number}, case when length(${number}) > 10 then 4 else 2 end)
  end`;

/**
 * CTEs that find the pool of each message (`located`), and those that come for the first time (`fresh`).
 * The pool is that of a virtual number in the message, within its sub-account, else that of the stored
 * session. They read the CTE `input`.
 */
export const FRESH_MESSAGES = `
  located as materialized (
    select input.*, coalesce(by_number.pool_id, on_record.pool_id, '${NO_POOL}') as pool_id,
           by_number.msisdn as number_of_ours
      from input
      left join lateral (
        select n.pool_id, n.msisdn
          from virtual_number n
          join pool p on p.id = n.pool_id and p.sub_account_id = input.sub_account_id
         where n.msisdn in (input.number_a, input.number_b)
         order by n.msisdn = input.number_a desc
         limit 1) by_number on true
      left join lateral (
        select s.pool_id
          from call_session s
          left join pool p on p.id = s.pool_id
         where by_number.pool_id is null and s.session_id = input.session_id
           and p.sub_account_id = coalesce(input.sub_account_id, p.sub_account_id)
         limit 1) on_record on true
  ), ${takeReceipts('located')}`;
