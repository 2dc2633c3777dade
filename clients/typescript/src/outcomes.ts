import type { Schemas } from './schemas.js';

type CallOutcome = Schemas['Call']['outcome'];

/** Every outcome, so that the compiler notices one that is missing. */
const ALL: Readonly<Record<CallOutcome, true>> = {
  'in-progress': true,
  answered: true,
  missed: true,
  busy: true,
  unreachable: true,
  'caller-hung-up': true,
  refused: true,
  failed: true,
  unknown: true,
};

/** The outcomes of a call, as the filter of `GET /v1/calls` accepts them. */
export const CALL_OUTCOMES = Object.keys(ALL) as [CallOutcome, ...CallOutcome[]];
