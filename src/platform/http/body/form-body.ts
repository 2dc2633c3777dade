import { MalformedRequestError } from '../../errors/index.js';
import { isStorableText } from '../../input/index.js';

/** The fields of a form; a repeated field has several values. */
export type Form = Readonly<Record<string, readonly string[]>>;

const MAX_FIELDS = 1_000;

/** The media type of forms, in UTF-8. */
const FORM_TYPE =
  /^application\/x-www-form-urlencoded\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*$/i;

export const isFormType = (type: string | undefined): boolean => FORM_TYPE.test(type ?? '');

/**
 * Reads a form. Source: WHATWG URL Standard, "application/x-www-form-urlencoded".
 * @throws MalformedRequestError
 */
export function readForm(bytes: Buffer): Form {
  const form: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  let fields = 0;
  for (const [name, value] of new URLSearchParams(textOf(bytes))) {
    fields += 1;
    if (fields > MAX_FIELDS) throw new MalformedRequestError('The body has too many fields.');
    if (!isStorableText(value)) {
      throw new MalformedRequestError('The body contains a character that cannot be stored.');
    }
    (form[name] ??= []).push(value);
  }
  return form;
}

/** @throws MalformedRequestError */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new MalformedRequestError('The body is not UTF-8.');
  }
}
