export * from './callflow.js';
export * from './messages.js';
export { callflowFaults } from './validate-callflow.js';
