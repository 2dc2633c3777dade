import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';

/**
 * Digits, and little else that `Number` reads: no space, no hexadecimal, and an exponent only of small
 * numbers, as JavaScript prints 1e-7.
 */
const DECIMAL = /^\d{1,15}(?:\.\d{1,15})?(?:e-\d{1,2})?$/;

/** Reads a number of a query; what is none stays as it is, and is refused. */
export const NumberOfQuery = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? (DECIMAL.test(value) ? Number(value) : NaN) : value,
  );

/**
 * A phone number of a query, which gets its `+`: in a URL a plus stands for a space unless it is
 * written `%2B`, and some leave it out.
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
