import { statement } from '../../platform/database/index.js';

/** Records that an erasure begins. @returns its time; the text has microseconds, unlike a Date */
export const BEGIN_ERASURE = statement(
  'begin-erasure',
  { id: 'uuid', actor: 'text' },
  (p) => `
  insert into erasure (id, actor, begun_at)
  values (${p.id}, ${p.actor}, statement_timestamp())
  returning begun_at as at, begun_at::text as text`,
);

/** Records that a step begins. */
export const BEGIN_STEP = statement(
  'begin-step-of-erasure',
  { id: 'uuid', step: 'text' },
  (p) => `
  update erasure set step = ${p.step}, step_begun_at = statement_timestamp() where id = ${p.id}`,
);

/** Records that a step is done, with what it erased. */
export const FINISH_STEP = statement(
  'finish-step-of-erasure',
  { id: 'uuid', counts: 'jsonb' },
  (p) => `
  update erasure set steps_done = steps_done + 1, counts = counts || ${p.counts}
   where id = ${p.id}`,
);

/** Records the end of an erasure. @param code of the error that ended it; null: it is done */
export const END_ERASURE = statement(
  'end-erasure',
  { id: 'uuid', code: 'text?' },
  (p) => `
  update erasure
     set step = case when ${p.code} is null then null else step end, code = ${p.code},
         ended_at = statement_timestamp()
   where id = ${p.id}`,
);

/**
 * Lists erasures, newest first. One whose step takes more than an hour is called interrupted: its
 * process has probably died.
 */
export const LIST_ERASURES = statement(
  'list-erasures',
  { limit: 'integer', beforeId: 'uuid?' },
  (p) => `
  select id, actor, begun_at, step, steps_done, step_begun_at, counts, ended_at, code,
         case when code is not null then 'failed'
              when ended_at is not null then 'done'
              when step_begun_at < statement_timestamp() - interval '1 hour' then 'interrupted'
              else 'running' end as status
    from erasure
   where ${p.beforeId} is null or id < ${p.beforeId}
   order by id desc
   limit ${p.limit}`,
);
