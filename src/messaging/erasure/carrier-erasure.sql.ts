/** Statements of the texts that 8x8 has yet to erase. */
import { statement } from '../../platform/database/index.js';

/**
 * Claims the text that is due first, for ten minutes. One statement, so that of several replicas one
 * gets it; asking 8x8 twice would do no harm.
 */
export const CLAIM_ERASURE = statement(
  'claim-carrier-erasure',
  {},
  () => `
  update carrier_erasure e
     set due_at = statement_timestamp() + interval '10 minutes',
         attempts = least(e.attempts + 1, 10000)
    from (select umid, pool_id from carrier_erasure
           where due_at <= statement_timestamp()
           order by due_at, umid limit 1
             for update skip locked) next
   where e.umid = next.umid and e.pool_id = next.pool_id
  returning e.umid, e.pool_id, e.sub_account_id, e.attempts`,
);

const KEY = { umid: 'text', poolId: 'uuid' } as const;
const isKey = (p: Record<keyof typeof KEY, string>): string =>
  `umid = ${p.umid} and pool_id = ${p.poolId}`;

/** 8x8 erases the text. */
export const FINISH_ERASURE = statement(
  'finish-carrier-erasure',
  KEY,
  (p) => `delete from carrier_erasure where ${isKey(p)}`,
);

/** The text is due again after a pause. */
export const POSTPONE_ERASURE = statement(
  'postpone-carrier-erasure',
  { ...KEY, pauseSeconds: 'float8' },
  (p) => `
  update carrier_erasure
     set due_at = statement_timestamp() + make_interval(secs => ${p.pauseSeconds})
   where ${isKey(p)}`,
);

/** Counts the texts that wait. There are few: one for each text of an erased phone number. */
export const COUNT_ERASURES = statement(
  'count-carrier-erasures',
  {},
  () => `
  select count(*)::integer as waiting,
         count(*) filter (where attempts > 0)::integer as tried,
         min(created_at) as "oldestAt", min(due_at) as "nextAt"
    from carrier_erasure`,
  { isRepeatable: true },
);
