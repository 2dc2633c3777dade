import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ErrorKind } from '../errors/index.js';
import { describeError, framesOf } from '../errors/index.js';
import { isDatabaseUnreachable } from '../errors/index.js';
import { contextOf, logIn } from '../observability/index.js';
import { isPlainId } from '../values/index.js';

export const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'precondition-failed': 412,
  unprocessable: 422,
  'too-many-requests': 429,
  'bad-gateway': 502,
  unavailable: 503,
};

/** Failures without their own error class; most occur before any of our code runs. */
export const COMMON_PROBLEMS = {
  'malformed-request': { status: 400, detail: 'The request is not well-formed.' },
  'not-found': { status: 404, detail: 'Nothing exists at this path.' },
  'body-too-large': { status: 413, detail: 'The body is larger than this path allows.' },
  'unsupported-media-type': {
    status: 415,
    detail: 'The body is not JSON (application/json), or it is compressed.',
  },
  /** Any other status below 500. */
  'request-refused': { status: 400, detail: 'The request was refused.' },
  'internal-error': { status: 500, detail: 'Something went wrong on our side.' },
  'database-unavailable': {
    status: 503,
    detail: 'The database cannot be reached. Try again later.',
  },
} as const;
type CommonCode = keyof typeof COMMON_PROBLEMS;

/** Codes of failures that Fastify reports by status only. */
const CODE_OF_STATUS: Readonly<Record<number, CommonCode>> = {
  400: 'malformed-request',
  404: 'not-found',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

/** Path of the page that explains each code; `type` links to it. */
export const ERROR_CATALOGUE_PATH = '/docs/errors';

/** An error document. Source: RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  [extension: string]: unknown;
}

function httpStatus(error: unknown): number {
  const { status, statusCode } = (error ?? {}) as { status?: unknown; statusCode?: unknown };
  const found = Number(status ?? statusCode);
  return Number.isInteger(found) && found >= 400 && found < 600 ? found : 500;
}

/** PostgreSQL cannot store NUL characters. Source: PostgreSQL, Appendix A, class 22. */
const isUnstorableText = (error: unknown): boolean =>
  ['22021', '22P05'].includes(String((error as { code?: unknown } | null)?.code));

/** Converts any failure into a problem document without internal details. */
export function toProblem(error: unknown, instance: string): Problem {
  const make = (status: number, code: string, detail: string, more = {}): Problem => ({
    type: `${ERROR_CATALOGUE_PATH}#${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    instance,
    code,
    ...more,
  });
  if (error instanceof DomainError) {
    return make(STATUS_OF_KIND[error.kind], error.code, error.detail, error.extensions);
  }
  const common = (code: CommonCode, status: number = COMMON_PROBLEMS[code].status): Problem =>
    make(status, code, COMMON_PROBLEMS[code].detail);
  if (isDatabaseUnreachable(error)) return common('database-unavailable');
  const status = isUnstorableText(error) ? 400 : httpStatus(error);
  const code = CODE_OF_STATUS[status] ?? (status < 500 ? 'request-refused' : 'internal-error');
  return common(code, status);
}

/**
 * Converts failures into responses. A route whose `@RouteConfig` has a `failureResponse` sends that
 * instead of a problem, except for status 401.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    this.answerWithProblem(error, host);
  }

  protected answerWithProblem(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const context = contextOf(request.raw);
    const problem = { ...toProblem(error, pathOf(request)), requestId: context.requestId };
    void reply.header('x-request-id', context.requestId);
    const { failureResponse } = (request.routeOptions?.config ?? {}) as {
      failureResponse?: object;
    };
    if (failureResponse && problem.status !== 401) {
      logIn(context, () => {
        this.logger.warn(`${describeRoute(request)} → ${problem.code}, sent its failure response`);
      });
      void reply.status(200).send(failureResponse);
      return;
    }
    this.log(error, request, problem);
    void reply.status(problem.status).type('application/problem+json').send(problem);
  }

  /** Logs failures on our side: known errors with their code, unexpected ones with their stack. */
  protected log(error: unknown, request: FastifyRequest, problem: Problem): void {
    if (error instanceof DomainError && problem.status >= 500) {
      this.logger.warn(`${describeRoute(request)} → ${problem.code}`);
    } else if (problem.status >= 500) {
      const what = `${describeRoute(request)} → ${problem.code}: ${describeError(error)}`;
      this.logger.error(`${what}\n${framesOf(error)}`);
    }
  }
}

/**
 * Returns the path without client-supplied text: no query, and only those segments that are words
 * or ids.
 */
const pathOf = (request: FastifyRequest): string =>
  request.url
    .split('?', 1)[0]!
    .split('/')
    .map((part) => (part === '' || isPlainId(part) ? part : '…'))
    .join('/');

/**
 * Returns the method and the pattern of the route, because the path itself may contain a phone
 * number.
 */
const describeRoute = (request: FastifyRequest): string =>
  `${request.method} ${request.routeOptions?.url ?? '(no route)'}`;
