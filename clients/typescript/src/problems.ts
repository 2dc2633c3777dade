import type { Schemas } from './schemas.js';

/** A problem document (RFC 9457), with its code and the members of that code. */
export type Problem = Extract<Schemas[keyof Schemas], { code: string; instance: string }>;

/** A failed request; decide by `problem.code`, best with `isProblem`. */
export class MasklineError extends Error {
  override readonly name = 'MasklineError';
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
  }
}

/** No response of Maskline came: the request may or may not have had its effect. */
export class NoResponseError extends Error {
  override readonly name = 'NoResponseError';
  /** @param reason `unexpected`: something else responded, for example a proxy, with `status` */
  constructor(
    readonly reason: 'timeout' | 'network' | 'unexpected',
    { cause, status }: { cause?: unknown; status?: number } = {},
  ) {
    super(`no response of Maskline: ${reason}${status === undefined ? '' : `, status ${status}`}`, {
      cause,
    });
    this.status = status;
  }
  readonly status: number | undefined;
}

/** Whether an error is a problem with one of these codes. It narrows the type to the members of that code. */
export const isProblem = <Code extends Problem['code']>(
  error: unknown,
  ...codes: Code[]
): error is MasklineError & { readonly problem: Extract<Problem, { code: Code }> } =>
  error instanceof MasklineError && (codes as string[]).includes(error.problem.code);

/**
 * Returns the data of a response.
 * @throws MasklineError for a problem
 * @throws NoResponseError without a response, or with one that is not of Maskline
 */
export async function answerOf<Data>(
  request: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await request;
  if (isProblemDocument(error)) throw new MasklineError(error);
  if (!response.ok) throw new NoResponseError('unexpected', { status: response.status });
  return data as Data;
}

const isProblemDocument = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'instance' in value;
