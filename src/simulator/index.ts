export type { ApiFault } from './api-faults.js';
export type {
  AppCallBehaviour,
  BehaviourName,
  CallBehaviour,
  CalleeBehaviour,
  ReportDelivery,
} from './behaviour.js';
export type { CallRequest } from './call-request.js';
export { InvalidRequestError, NumberNotInServiceError, SimulatorClosedError } from './errors.js';
export type { NumbersUpdatedMessage, UpdatedNumber } from './number-message.js';
export type { NumberChange, OperationalStatus, SimulatedNumber } from './number-registry.js';
export type { RecordingUploadedMessage } from './recording-message.js';
export { Simulator, type SimulatorOptions } from './simulator.js';
export type { CallTranscript, MessageRecord } from './transcript.js';
