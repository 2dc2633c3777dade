/** Reads values from answers, whose form the checker does not trust. */
type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const textAt = (value: unknown, ...path: string[]): string | undefined => {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : undefined;
};

export const numberAt = (value: unknown, ...path: string[]): number | undefined => {
  const found = valueAt(value, path);
  return typeof found === 'number' ? found : undefined;
};

export const listAt = (value: unknown, ...path: string[]): unknown[] => {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
};

/** Milliseconds since 1970. */
export const timeAt = (value: unknown, ...path: string[]): number | undefined => {
  const text = textAt(value, ...path);
  return text === undefined ? undefined : Date.parse(text);
};

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((found, name) => fieldsOf(found)[name], value);
