import type { WebhookMessage } from '../../../src/eightxeight/index.js';
import type { Recording } from './recordings.js';

/** VRU: the recording of a session was uploaded. It has no `eventId` and no `subAccountId`. */
export type RecordingUploadedMessage = WebhookMessage<
  'CALL_RECORDING_STATUS',
  {
    sessionId: string;
    recordingId: string;
    durationSeconds: number;
    /** Absent without a file. */
    filePath?: string;
    status: string;
  }
>;

/**
 * VRU. 8x8 documents it for completed uploads only. Its `status` field suggests that other results are
 * sent too, and a receiver should not mistake these for recordings.
 */
export function recordingUploadedMessage(recording: Recording): RecordingUploadedMessage {
  const { sessionId, recordingId, durationSeconds, filePath, status } = recording;
  return {
    namespace: 'VOICE',
    eventType: 'CALL_RECORDING_STATUS',
    description: 'Call recording status updated',
    payload: {
      sessionId,
      recordingId,
      durationSeconds,
      ...(status === 'UPLOAD_FAILED' ? {} : { filePath }),
      status,
    },
  };
}
