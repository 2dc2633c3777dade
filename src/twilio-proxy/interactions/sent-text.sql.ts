import { statement } from '../../platform/database/index.js';

/**
 * Returns the reference of a text of the company: a new one, or that of the same text to the same
 * participant within the last minute; deletes older ones of the participant. One statement, so that of two equal requests at once both get
 * the same reference, and the text is sent once.
 */
export const CLAIM_REFERENCE = statement(
  'claim-reference-of-twilio-text',
  { sessionId: 'uuid', role: 'text', digest: 'bytea', poolId: 'uuid', reference: 'text' },
  (p) => `
  with outdated as (
    delete from twilio_sent_text other
     where other.session_id = ${p.sessionId} and other.role = ${p.role}
       and other.pool_id = ${p.poolId} and other.digest <> ${p.digest}
       and other.sent_at < statement_timestamp() - interval '1 minute'
  )
  insert into twilio_sent_text as sent (session_id, role, digest, pool_id, reference, sent_at)
  values (${p.sessionId}, ${p.role}, ${p.digest}, ${p.poolId}, ${p.reference},
          statement_timestamp())
  on conflict (session_id, role, digest, pool_id) do update
     set reference = case when sent.sent_at > excluded.sent_at - interval '1 minute'
                       then sent.reference else excluded.reference end,
         sent_at = case when sent.sent_at > excluded.sent_at - interval '1 minute'
                     then sent.sent_at else excluded.sent_at end
  returning reference`,
);
