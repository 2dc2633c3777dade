import { isNotHeld } from '../booking/index.js';
import { byDigest, byUuid, olderThan, retained } from '../platform/database/index.js';

export const OLD_MESSAGES = retained({
  name: 'messages',
  period: 'messages',
  kind: 'message',
  table: 'message',
  old: (before) => `received_at at time zone 'UTC' < (${before}) at time zone 'UTC'
       and ${isNotHeld({ poolId: 'message.pool_id', id: 'message.booking_id' })}`,
  order: `received_at at time zone 'UTC'`,
  ...byUuid('id'),
});

/** A guard no longer counts after a day. */
export const OLD_REPLY_GUARDS = retained({
  name: 'replyGuards',
  period: 1,
  kind: 'reply-guard',
  table: 'message_reply_guard',
  ...olderThan('replied_at'),
  ...byDigest(`person_index || uuid_send(pool_id) || int4send(virtual_number_id)`),
});

/** A guard counts for a day at most. */
export const OLD_MISSED_CALL_GUARDS = retained({
  name: 'missedCallGuards',
  period: 1,
  kind: 'missed-call-guard',
  table: 'missed_call_guard',
  ...olderThan('texted_at'),
  ...byDigest(`person_index || uuid_send(pool_id) || int4send(virtual_number_id)`),
});
