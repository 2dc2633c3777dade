import { ValidationPipe } from '@nestjs/common';
import { ValidateIf, type ValidationError } from 'class-validator';
import { type FieldError, ValidationFailedError } from './domain-error.js';

function fieldErrors(errors: ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const path = /^\d+$/.test(error.property)
      ? `${parent}[${error.property}]`
      : [parent, error.property].filter(Boolean).join('.');
    const own = Object.values(error.constraints ?? {}).map((message) => ({ path, message }));
    return [...own, ...fieldErrors(error.children ?? [], path)];
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
    stopAtFirstError: true,
    exceptionFactory: (errors) => new ValidationFailedError(fieldErrors(errors)),
  });
