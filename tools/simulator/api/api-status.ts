import { randomUUID } from 'node:crypto';

/** Part of every successful response. */
export const OK = { statusCode: 0, statusMessage: 'ok' } as const;

/** The only code that 8x8 publishes for an invalid body, other than for callflows. */
const INVALID_PARAM = '1001';

/** 8x8's messages for the statuses that it documents, and for 429, which it does not. */
export const FAILURES: Readonly<Record<number, string>> = {
  401: 'API key not found or invalid',
  403: 'Resource not accessible',
  404: 'Resource not found',
  422: 'Invalid param',
  429: 'Too many requests',
  500: 'Server error',
  503: 'Service unavailable',
};

export const failure = (statusCode: number, statusMessage = FAILURES[statusCode]) => ({
  statusCode,
  statusMessage,
  timestamp: new Date().toISOString(),
});

export const invalidParam = (statusMessage: string) => ({
  errorId: randomUUID(),
  statusCode: INVALID_PARAM,
  statusMessage,
  timestamp: new Date().toISOString(),
});

/** Why a callflow started no call; every error of `POST …/callflows` has this shape. */
export const notCreated = (statusCode: number, statusMessage = FAILURES[statusCode]) => ({
  sessionStatus: 'NOT_CREATED',
  callFlowRequestId: randomUUID(),
  statusCode,
  statusMessage,
});
