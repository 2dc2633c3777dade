import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';

/**
 * A decimal number. Of the other forms that `Number` reads, only negative exponents are allowed,
 * since JavaScript prints 1e-7.
 */
const DECIMAL = /^\d{1,15}(?:\.\d{1,15})?(?:e-\d{1,2})?$/;

/** Converts a number in a query. Any other text becomes NaN, which the validation refuses. */
export const NumberOfQuery = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? (DECIMAL.test(value) ? Number(value) : NaN) : value,
  );

/**
 * Validates a phone number in a query and restores its `+`: in a URL a plus means a space unless it
 * is written `%2B`, and some clients omit it.
 */
export const IsPhoneNumberOfQuery = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => readPhoneNumberOfQuery(value) ?? value),
    Matches(/^\+?[1-9]\d{6,14}$/, {
      message: '$property must be a phone number in E.164, such as +6568332048',
    }),
  );

const readPhoneNumberOfQuery = (value: unknown): string | undefined => {
  const digits = typeof value === 'string' ? /^[+ ]?([1-9]\d{6,14})$/.exec(value)?.[1] : undefined;
  return digits && `+${digits}`;
};
