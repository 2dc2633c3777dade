import { ValidateBy } from 'class-validator';

const ONE_YEAR_MS = 366 * 24 * 60 * 60 * 1000;

/** RFC 3339, as PostgreSQL and JavaScript both read it. */
function timeOf(value: unknown): number {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;
  return typeof value === 'string' && form.test(value) ? Date.parse(value) : NaN;
}

const timeRule = (
  name: string,
  validate: (value: unknown) => boolean,
  more = '',
): PropertyDecorator =>
  ValidateBy({
    name,
    validator: {
      validate,
      defaultMessage: () =>
        `$property must be a time like 2026-11-24T08:00:00Z (or with an offset)${more}`,
    },
  });

export const IsTime = (): PropertyDecorator =>
  timeRule('isTime', (value) => Number.isFinite(timeOf(value)));

export const IsTimeWithinAYear = (): PropertyDecorator =>
  timeRule(
    'isTimeWithinAYear',
    (value) => timeOf(value) < Date.now() + ONE_YEAR_MS,
    ', within a year',
  );
