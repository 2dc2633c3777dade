export type { ApiFault } from './api/api-faults.js';
export type {
  AppCallBehaviour,
  BehaviourName,
  CallBehaviour,
  CalleeBehaviour,
  ReportDelivery,
} from './behaviour.js';
export type { CallRequest } from './calls/call-request.js';
export {
  InvalidRequestError,
  NumberNotInServiceError,
  SimulatorClosedError,
} from './api/errors.js';
export type { NumbersUpdatedMessage, UpdatedNumber } from './numbers/number-message.js';
export type {
  NumberChange,
  OperationalStatus,
  SimulatedNumber,
} from './numbers/number-registry.js';
export type { RecordingUploadedMessage } from './recordings/recording-message.js';
export { Simulator, type SimulatorOptions } from './simulator.js';
export { DEFAULT_ACCOUNT_ID, type SmsOptions, type SmsSide } from './sms/sms-side.js';
export type { SmsMessage } from './sms/sms-messages.js';
export type { InboundTextBehaviour, TextBehaviour } from './sms/text-behaviour.js';
export type { ReceivedText, TextMessageRecord, TextRecord } from './sms/text-record.js';
export type { TextRequest } from './sms/api/text-request.js';
export type { CallTranscript, MessageRecord } from './calls/transcript.js';
