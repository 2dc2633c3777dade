const CODE = /^[A-Z\d_]{1,40}$/;

/**
 * Describes an unexpected error for the log: its class, its code and, for a database error, its
 * constraint. Its message, detail, query and parameters may contain a phone number.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error))
    return `not an error but ${error === null ? 'null' : typeof error}`;
  const { name, code, constraint } = error as Error & { code?: unknown; constraint?: unknown };
  const isCode = typeof code === 'string' && CODE.test(code);
  const broken = typeof constraint === 'string' ? ` constraint=${constraint}` : '';
  return `${name}${isCode ? ` code=${code}` : ''}${broken}`;
}

/** Returns the stack frames without the message above them, which may itself look like a frame. */
export function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const lines = error.stack?.split('\n').slice(error.message.split('\n').length) ?? [];
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}
