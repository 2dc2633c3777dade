import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

/**
 * Language, script and region. Variants and extensions are refused: no voice depends on them, and
 * they could contain a phone number.
 */
const TAG = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i;

const readLanguage = (value: unknown): string | undefined =>
  typeof value === 'string' && TAG.test(value) ? Intl.getCanonicalLocales(value)[0] : undefined;

/**
 * Validates a language such as `de` or `pt-BR`, and converts it to its canonical form.
 * Source: BCP 47.
 */
export const IsLanguage = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => readLanguage(value) ?? value),
    ValidateBy({
      name: 'isLanguage',
      validator: {
        validate: (value) => readLanguage(value) !== undefined,
        defaultMessage: () => '$property must be a language such as de or pt-BR (BCP 47)',
      },
    }),
  );
