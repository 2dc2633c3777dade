import { statement } from '../platform/database/index.js';

/** Stores a dead letter, or counts it if it is stored already. */
export const KEEP_MESSAGE = statement(
  'keep-dead-letter',
  { digest: 'bytea', type: 'text', reason: 'text', contentCiphertext: 'bytea' },
  (p) => `
  insert into dead_letter (digest, type, reason, content_ciphertext)
  values (${p.digest}, ${p.type}, ${p.reason}, ${p.contentCiphertext})
  on conflict (digest) do update set
    times = dead_letter.times + 1, last_received_at = now()`,
);

/**
 * Lists dead letters, newest first. `beforeTime` and `beforeDigest` (hexadecimal) identify the last
 * one of the previous page.
 */
export const LIST_MESSAGES = statement(
  'list-dead-letters',
  { limit: 'integer', beforeTime: 'timestamptz?', beforeDigest: 'text?' },
  (p) => `
  select *, last_received_at::text || '|' || encode(digest, 'hex') as position
    from dead_letter
   where ${p.beforeTime} is null
      or (last_received_at, digest) < (${p.beforeTime}, decode(${p.beforeDigest}, 'hex'))
   order by last_received_at desc, digest desc
   limit ${p.limit}`,
);
