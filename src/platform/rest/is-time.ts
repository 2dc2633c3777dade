import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { readTimestamp } from '../input/index.js';

const ONE_YEAR_MS = 366 * 24 * 60 * 60 * 1000;

/**
 * Validates a time in a request. Converts it to the one notation that PostgreSQL and `Date` read
 * alike. An invalid time is not converted, and is refused.
 */
const timeRule = (name: string, isBefore: () => number, more = ''): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => readTimestamp(value)?.text ?? value),
    ValidateBy({
      name,
      validator: {
        validate: (value) => (readTimestamp(value)?.ms ?? NaN) < isBefore(),
        defaultMessage: () =>
          `$property must be a time like 2026-11-24T08:00:00Z (or with an offset)${more}`,
      },
    }),
  );

/** Requires an RFC 3339 time on an existing calendar day. */
export const IsTime = (): PropertyDecorator => timeRule('isTime', () => Infinity);

export const IsTimeWithinAYear = (): PropertyDecorator =>
  timeRule('isTimeWithinAYear', () => Date.now() + ONE_YEAR_MS, ', within a year');
