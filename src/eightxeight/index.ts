export * from './callflow.js';
export * from './messages.js';
export { callflowFaults } from './validate-callflow.js';
export { readMsisdn } from './msisdn.js';
export {
  MalformedMessageError,
  MAX_CALL_SECONDS,
  readId,
  readSeconds,
  readStatus,
} from './carrier-fields.js';
export { type CallEvent, readCallEvent } from './read-call-event.js';
export {
  type NumberNews,
  type NumberUpdate,
  readNumberNews,
  readNumberUpdate,
} from './read-number-update.js';
export { type RecordingUpdate, readRecordingUpdate } from './read-recording-update.js';
export {
  type LegSummary,
  readSessionSummary,
  type SessionSummary,
} from './read-session-summary.js';
export { EightXEightModule } from './eightxeight.module.js';
export { VoiceApiClient } from './voice-api.client.js';
export * from './voice-api.errors.js';
export type { VoiceApiOptions } from './voice-api.http.js';
export type * from './voice-api.types.js';
