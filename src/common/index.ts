export * from './domain-error.js';
export { isDatabaseUnreachable } from './database-failure.js';
export * from './page.js';
export { type CostlyType, PhoneNumber } from './phone-number.js';
export { ProblemFilter, type Problem, toProblem } from './problem.filter.js';
export { isStorableJson } from './storable-json.js';
export { createValidationPipe, MayBeAbsent } from './validation.js';
export * from './metrics.js';
export { IsTime, IsTimeWithinAYear } from './is-time.js';
