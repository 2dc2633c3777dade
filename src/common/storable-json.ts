/** Whether PostgreSQL can store a value as JSON: it takes neither NUL nor half a surrogate pair. */
export const isStorableJson = (value: unknown): boolean =>
  !/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/i.test(JSON.stringify(value) ?? '');
