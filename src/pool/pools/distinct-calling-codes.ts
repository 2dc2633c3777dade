import { ValidateBy } from 'class-validator';

function areDistinct(languages: unknown): boolean {
  if (!Array.isArray(languages)) return true;
  const codes = languages.flatMap(
    (one) => (one as { callingCodes?: string[] } | null)?.callingCodes ?? [],
  );
  return new Set(codes).size === codes.length;
}

/** Requires that no calling code has two languages. */
export const HasDistinctCallingCodes = (): PropertyDecorator =>
  ValidateBy({
    name: 'hasDistinctCallingCodes',
    validator: {
      validate: areDistinct,
      defaultMessage: () => '$property must have each of the callingCodes once',
    },
  });
