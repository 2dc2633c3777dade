export * from './callflow.js';
export * from './messages.js';
export { callflowFaults } from './validate-callflow.js';
export { readMsisdn } from './msisdn.js';
export * from './read-messages.js';
