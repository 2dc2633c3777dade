import { ValidationPipe } from '@nestjs/common';
import { ValidateIf, type ValidationError } from 'class-validator';
import { type FieldError, ValidationFailedError } from '../errors/index.js';

/** Plain field names. Any other name from a client may contain a phone number. */
const PLAIN_NAME = /^[A-Za-z_]{1,40}\d{0,2}$/;

/**
 * Returns the path of a field, such as `parties[0].role`, up to the first name that is not plain.
 */
export function fieldPath(names: readonly (string | number)[]): string {
  const odd = names.findIndex((name) => typeof name === 'string' && !PLAIN_NAME.test(name));
  return names
    .slice(0, odd === -1 ? names.length : odd)
    .map((name) => (typeof name === 'number' ? `[${name}]` : `.${name}`))
    .join('')
    .replace(/^\./, '');
}

/** Returns one error per field, without values and without names that are not plain. */
function fieldErrors(errors: ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const { whitelistValidation, ...broken } = constraints;
    if (whitelistValidation !== undefined && !PLAIN_NAME.test(property)) {
      return [{ path: parent, message: 'contains an unknown field' }];
    }
    const path = /^\d+$/.test(property)
      ? `${parent}[${property}]`
      : [parent, property].filter(Boolean).join('.');
    const messages = whitelistValidation ? ['is not a known field'] : Object.values(broken);
    const own = messages.length > 0 ? [{ path, message: messages.join('; ') }] : [];
    return [...own, ...fieldErrors(children, path)];
  });
}

/** Makes a field optional. Unlike `@IsOptional()`, null does not count as absent. */
export const MayBeAbsent = (): PropertyDecorator =>
  ValidateIf((_object, value) => value !== undefined);

/**
 * Validates bodies and queries of the admin API. Refuses unknown fields, so that typos are noticed.
 */
export const createValidationPipe = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => new ValidationFailedError(fieldErrors(errors)),
  });
