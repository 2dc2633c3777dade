export { arrivalOf, noteArrival } from './arrival.js';
export { BoundedMap } from './bounded-map.js';
export { fitsCountry, hasCallingCodeOf } from './calling-code.js';
export { DelayLine } from './delay-line.js';
export * from './domain-error.js';
export { entityTag, isKnown, isMatch } from './entity-tag.js';
export {
  isConnectionLost,
  isDatabaseUnreachable,
  isReadOnly,
  isSilence,
  isStalePlan,
} from './database-failure.js';
export { LocatedAt, LOCATION_METADATA } from './location.js';
export { describeError, framesOf } from './describe-error.js';
export { isPlainId, NUMBER_LIKE } from './number-like.js';
export * from './page.js';
export { NUMBER_KINDS, type NumberKind, PhoneNumber } from './phone-number.js';
export {
  COMMON_PROBLEMS,
  ERROR_CATALOGUE_PATH,
  ProblemFilter,
  type Problem,
  STATUS_OF_KIND,
  toProblem,
} from './problem.filter.js';
export { IsPhoneNumberOfQuery, NumberOfQuery } from './query-values.js';
export { isTimePosition } from './time-position.js';
export { createValidationPipe, fieldPath, MayBeAbsent } from './validation.js';
export * from './metrics.js';
export { IsTime, IsTimeWithinAYear } from './is-time.js';
export { IfMatch, Versioned } from './versioned.js';
export type { Integer, Uuid } from './wire-types.js';
export { WrittenNumber } from './written-number.js';
