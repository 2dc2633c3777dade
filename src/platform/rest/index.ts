export { arrivalOf, noteArrival } from './arrival.js';
export { asCsv, type CsvColumns, csvLine, prefersCsv, setCsvHeaders, withoutGuard } from './csv.js';
export { DelayLine } from './delay-line.js';
export { entityTag, isKnown, isMatch } from './entity-tag.js';
export { IsLanguage } from './is-language.js';
export { IsTime, IsTimeWithinAYear } from './is-time.js';
export { LocatedAt, LOCATION_METADATA } from './location.js';
export {
  decodeCursor,
  encodeCursor,
  MAX_SEARCHED,
  type Page,
  PageBody,
  PageQuery,
  toPage,
} from './page.js';
export {
  COMMON_PROBLEMS,
  ERROR_CATALOGUE_PATH,
  type Problem,
  ProblemFilter,
  STATUS_OF_KIND,
  toProblem,
} from './problem.filter.js';
export { IsPhoneNumberOfQuery, NumberOfQuery } from './query-values.js';
export { ServedDocument } from './served-document.js';
export { ServedFiles } from './served-files.js';
export { isTimePosition } from './time-position.js';
export { createValidationPipe, fieldPath, MayBeAbsent } from './validation.js';
export { IfMatch, Versioned } from './versioned.js';
