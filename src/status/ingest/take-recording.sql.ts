import { statement } from '../../platform/database/index.js';
import { FRESH_MESSAGES } from './pool-of-message.sql.js';

/** Stores a VRU, which names no number. */
export const TAKE_RECORDING = statement(
  'take-recording',
  {
    messageKey: 'text',
    sessionId: 'text',
    subAccountId: 'text?',
    recordingId: 'text',
    status: 'text',
    statusRank: 'integer',
    durationSeconds: 'integer?',
    filePath: 'text?',
  },
  (p) => `
  with input as materialized (
    select ${p.messageKey} as message_key, ${p.sessionId} as session_id,
           ${p.subAccountId} as sub_account_id, null::text as number_a, null::text as number_b
  ), ${FRESH_MESSAGES}
  insert into recording (pool_id, session_id, recording_id, status, status_rank, duration_seconds,
                         file_path)
  select pool_id, session_id, ${p.recordingId}, ${p.status}, ${p.statusRank}, ${p.durationSeconds},
         ${p.filePath}
    from fresh
  on conflict (session_id, recording_id, pool_id) do update set
    status = case
      when excluded.status_rank > recording.status_rank
        or excluded.status_rank = recording.status_rank
        and excluded.status > recording.status collate "C"
      then excluded.status else recording.status end,
    status_rank = greatest(recording.status_rank, excluded.status_rank),
    duration_seconds = greatest(recording.duration_seconds, excluded.duration_seconds),
    file_path = greatest(recording.file_path, excluded.file_path)`,
  { isRepeatable: true },
);
