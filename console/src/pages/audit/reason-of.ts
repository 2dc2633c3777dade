/** Returns the reason that a client gave for a request. */
export const reasonOf = ({ reason }: Readonly<Record<string, unknown>>): string =>
  typeof reason === 'string' ? reason : '–';
