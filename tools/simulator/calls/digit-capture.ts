import { CALLFLOW_LIMITS, type SayAndCaptureAction } from '../../../src/eightxeight/index.js';

/** The result of asking the caller for digits. */
export interface Capture {
  /** Null if the caller entered nothing, or too little. */
  dtmf: string | null;
  /** The announcements that the caller heard, in order. */
  heard: string[];
}

/**
 * Returns the result of a `sayAndCapture` for a caller who always enters the same digits.
 * @param entered null for a caller who enters nothing
 */
export function captureDigits(
  params: SayAndCaptureAction['params'],
  entered: string | null,
): Capture {
  const { promptMessage, successMessage, failureMessage, noOfTries = 1 } = params;
  const dtmf = understood(params, entered);
  const reply = dtmf === null ? failureMessage : successMessage;
  const oneTry = reply === undefined ? [promptMessage] : [promptMessage, reply];
  const tries = dtmf === null ? noOfTries : 1;
  return { dtmf, heard: Array.from({ length: tries }, () => oneTry).flat() };
}

function understood(params: SayAndCaptureAction['params'], entered: string | null): string | null {
  if (entered === null) return null;
  const { completeOnHash, minDigits = 1, maxDigits = CALLFLOW_LIMITS.captureDigits } = params;
  const [beforeHash = ''] = completeOnHash ? entered.split('#') : [entered];
  const digits = beforeHash.slice(0, maxDigits);
  return digits.length >= minDigits ? digits : null;
}
