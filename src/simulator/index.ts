export type { BehaviourName, CallBehaviour, CalleeBehaviour } from './behaviour.js';
export type { CallRequest } from './call-request.js';
export {
  InvalidCallRequestError,
  NumberNotInServiceError,
  SimulatorClosedError,
} from './errors.js';
export type { OperationalStatus, SimulatedNumber } from './number-registry.js';
export { Simulator, type SimulatorOptions } from './simulator.js';
export type { CallTranscript, MessageRecord } from './transcript.js';
