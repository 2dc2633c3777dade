import {
  MalformedMessageError,
  readId,
  readPayload,
  readSeconds,
  readStatus,
  readText,
} from './carrier-fields.js';

/** The fields that Maskline uses of a VRU. */
export interface RecordingUpdate {
  sessionId: string;
  recordingId: string;
  subAccountId: string | undefined;
  /** Upper case with underscores, for example `UPLOAD_COMPLETED`. */
  status: string;
  /** Seconds. */
  duration: number | undefined;
  /** Path within the operator's own storage. */
  filePath: string | undefined;
}

const MAX_PATH_LENGTH = 1_000;

/** Reads a VRU; ignores unknown fields. @throws MalformedMessageError */
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
