import { byUuid, retained } from '../../platform/database/index.js';

/** Days. Source: Twilio, "Session resource": closed sessions are deleted after 90 days. */
const KEPT_DAYS = 90;

/**
 * Retention of sessions that were closed or forgotten, with their participants. A session stays as
 * long as its booking is active, or ended within the period.
 */
export const OLD_TWILIO_SESSIONS = retained({
  name: 'twilioSessions',
  period: KEPT_DAYS,
  hasParts: true,
  kind: 'twilio-session',
  table: 'twilio_session',
  old: (before) => `greatest(created_at, date_expiry, closed_at, reopened_at,
         created_at + make_interval(secs => ttl)) < ${before}
       and not exists (
         select from booking b
          where b.pool_id = twilio_session.pool_id
            and b.reference = 'KC' || replace(twilio_session.id::text, '-', '') ||
              case generation when 0 then '' else '.' || generation end
            and (b.status = 'active' or coalesce(b.ended_at, b.expires_at) >= ${before}))`,
  order: 'created_at',
  ...byUuid('id'),
});
