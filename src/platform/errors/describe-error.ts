const CODE = /^[A-Z\d_]{1,40}$/;

/**
 * What may be logged of an error that nobody foresaw: its class, its code and, of a database error, its
 * constraint. Its text, detail, query and parameters may hold a number.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `no error but ${error === null ? 'null' : typeof error}`;
  const { name, code, constraint } = error as Error & { code?: unknown; constraint?: unknown };
  const isCode = typeof code === 'string' && CODE.test(code);
  const broken = typeof constraint === 'string' ? ` constraint=${constraint}` : '';
  return `${name}${isCode ? ` code=${code}` : ''}${broken}`;
}

/** Where it was thrown: the stack without the text above it, which can look like a part of it. */
export function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const lines = error.stack?.split('\n').slice(error.message.split('\n').length) ?? [];
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}
