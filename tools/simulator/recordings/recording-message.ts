import type { WebhookMessage } from '../../../src/eightxeight/index.js';
import type { Recording } from './recordings.js';

/** VRU, the recording of a session was uploaded. It has no `eventId` and no `subAccountId`. */
export type RecordingUploadedMessage = WebhookMessage<
  'CALL_RECORDING_STATUS',
  {
    sessionId: string;
    recordingId: string;
    durationSeconds: number;
    /** Missing if there is no file. */
    filePath?: string;
    status: string;
  }
>;

/**
 * VRU. 8x8 documents it for uploads that were completed; that it has a status at all suggests that
 * the others come as well, and a receiver should not take them for recordings.
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
