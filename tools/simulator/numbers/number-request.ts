import {
  OPERATIONAL_STATUSES,
  type NumberChange,
  type SimulatedNumber,
} from './number-registry.js';
import { isPhoneNumber } from './phone-number.js';
import { check, checkWord, fieldsOf } from '../api/request-fields.js';

const TEXT_FIELDS = ['countryCode', 'referenceId', 'numberType'] as const;
const FIELDS = [...TEXT_FIELDS, 'operationalStatus', 'isHealthy'] as const;

/** @throws InvalidRequestError names the invalid field */
export function parseNewNumber(body: unknown): SimulatedNumber {
  const { msisdn, ...change } = fieldsOf(body, 'the number', ['msisdn', ...FIELDS]);
  check(isPhoneNumber(msisdn), 'msisdn is not a phone number in E.164');
  return { msisdn, ...parseNumberChange(change) };
}

/** @throws InvalidRequestError names the invalid field */
export function parseNumberChange(body: unknown): NumberChange {
  const fields = fieldsOf(body, 'the number', FIELDS);
  const { operationalStatus, isHealthy } = fields;
  checkWord(operationalStatus, OPERATIONAL_STATUSES, 'operationalStatus');
  check(isHealthy === undefined || typeof isHealthy === 'boolean', 'isHealthy is not a boolean');
  for (const field of TEXT_FIELDS) {
    const value = fields[field];
    check(value === undefined || typeof value === 'string', `${field} is not a text`);
  }
  // Drops undefined fields, which would override defaults or current values.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
