import { ValidationPipe } from '@nestjs/common';
import { ValidateIf, type ValidationError } from 'class-validator';
import { type FieldError, ValidationFailedError } from '../errors/index.js';

/** Names that are plainly names; anything else that a client called a field may be a number. */
const PLAIN_NAME = /^[A-Za-z_]{1,40}\d{0,2}$/;

/** Returns the path of a field, up to the first name that is not plainly one: `parties[0].role`. */
export function fieldPath(names: readonly (string | number)[]): string {
  const odd = names.findIndex((name) => typeof name === 'string' && !PLAIN_NAME.test(name));
  return names
    .slice(0, odd === -1 ? names.length : odd)
    .map((name) => (typeof name === 'number' ? `[${name}]` : `.${name}`))
    .join('')
    .replace(/^\./, '');
}

/** One error for each field, without any value, and without a name that is not plainly one. */
function fieldErrors(errors: ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const { whitelistValidation, ...broken } = constraints;
    if (whitelistValidation !== undefined && !PLAIN_NAME.test(property)) {
      return [{ path: parent, message: 'has a field that is not known here' }];
    }
    const path = /^\d+$/.test(property)
      ? `${parent}[${property}]`
      : [parent, property].filter(Boolean).join('.');
    const messages = whitelistValidation ? ['is not known here'] : Object.values(broken);
    const own = messages.length > 0 ? [{ path, message: messages.join('; ') }] : [];
    return [...own, ...fieldErrors(children, path)];
  });
}

/** The field may be left out; unlike `@IsOptional()`, null is not the same as absent. */
export const MayBeAbsent = (): PropertyDecorator =>
  ValidateIf((_object, value) => value !== undefined);

/** Validates bodies and queries of the admin API; unknown fields are refused, so typos show. */
export const createValidationPipe = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => new ValidationFailedError(fieldErrors(errors)),
  });
