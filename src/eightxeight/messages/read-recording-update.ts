import {
  MalformedMessageError,
  readId,
  readPayload,
  readSeconds,
  readStatus,
  readText,
} from './carrier-fields.js';

/** What is needed of a VRU. */
export interface RecordingUpdate {
  sessionId: string;
  recordingId: string;
  subAccountId: string | undefined;
  /** Upper case with underscores, as `UPLOAD_COMPLETED`. */
  status: string;
  /** Seconds. */
  duration: number | undefined;
  /** Within the company's store. */
  filePath: string | undefined;
}

const MAX_PATH_LENGTH = 1_000;

/** Reads a VRU; unknown fields are left aside. @throws MalformedMessageError */
export function readRecordingUpdate(message: unknown): RecordingUpdate {
  const { payload, sessionId } = readPayload(message);
  const recordingId = readId(payload['recordingId']);
  if (recordingId === undefined) throw new MalformedMessageError('recordingId');
  return {
    sessionId,
    recordingId,
    subAccountId: readText(payload['subAccountId']),
    status: readStatus(payload['status']),
    duration: readSeconds(payload['durationSeconds']),
    filePath: readText(payload['filePath'], MAX_PATH_LENGTH),
  };
}
