export * from './callflow/callflow.js';
export * from './messages/messages.js';
export { callflowFaults } from './callflow/validate-callflow.js';
export { readMsisdn } from './messages/msisdn.js';
export {
  MalformedMessageError,
  MAX_CALL_SECONDS,
  readId,
  readSeconds,
  readStatus,
} from './messages/carrier-fields.js';
export {
  type InboundSms,
  readSmsEvent,
  type SmsEvent,
  type SmsPrice,
  type SmsReceipt,
} from './messages/read-sms.js';
export {
  type EraseOutcome,
  type SendOutcome,
  SmsApiClient,
  type Sms,
} from './sms-api/sms-api.client.js';
export { type CallEvent, readCallEvent } from './messages/read-call-event.js';
export {
  type CarrierNumber,
  type NumberUpdate,
  readNumberState,
  readNumberUpdate,
} from './messages/read-number-update.js';
export { type RecordingUpdate, readRecordingUpdate } from './messages/read-recording-update.js';
export {
  type LegSummary,
  readSessionSummary,
  type SessionSummary,
} from './messages/read-session-summary.js';
export { EightXEightModule } from './eightxeight.module.js';
export type * from './voice-api/answers.js';
export {
  type NewCallflow,
  type NewRecordingPushConfig,
  type NewWebhook,
  VoiceApiClient,
} from './voice-api/voice-api.client.js';
export * from './voice-api/voice-api.errors.js';
export type { VoiceApiOptions } from './voice-api/voice-api.http.js';
