import { toProblem } from '../../platform/rest/index.js';
import type { Integer } from '../../platform/values/index.js';
import type { BookingResponse } from '../reading/booking.mapper.js';

/** A booking that this request created (201), or an earlier identical one (200). */
export interface BookedResult {
  status: Integer;
  booking: BookingResponse;
}

/** Why a booking was refused, and the members of its code, as in a problem document. */
export interface ResultProblem {
  type: string;
  title: string;
  status: Integer;
  detail: string;
  code: string;
  [extension: string]: unknown;
}

/** A booking that was refused. The other bookings of the batch are not affected. */
export interface FailedResult {
  status: Integer;
  problem: ResultProblem;
}

export type BatchResult = BookedResult | FailedResult;

export interface BatchResponse {
  /** One for each booking, in the order of the request. */
  results: BatchResult[];
}

/** Returns the result of a booking that failed. */
export function failedResult(error: unknown): FailedResult {
  const { instance: _ofTheBatch, ...problem } = toProblem(error, '');
  return { status: problem.status, problem };
}
