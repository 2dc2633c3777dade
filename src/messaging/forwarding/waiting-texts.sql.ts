import { statement } from '../../platform/database/index.js';

/** Texts that are counted at most. */
const MAX_COUNTED = 10_000;

export interface WaitingTextsRow {
  waiting: number;
  /** Seconds; 0: none waits. */
  oldest: number;
}

/** Counts the texts that wait to be sent, those that are due first, for `/metrics`. */
export const WAITING_TEXTS = statement(
  'waiting-texts',
  {},
  () => `
  select count(*)::integer as waiting,
         coalesce(extract(epoch from statement_timestamp() - min(queued_at)), 0)::float8 as oldest
    from (select queued_at from message
           where state = 'forwarding' order by due_at limit ${MAX_COUNTED}) counted`,
);
