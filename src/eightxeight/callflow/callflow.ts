/**
 * Callflows: the responses to a call handle.
 * Source: 8x8 Connect, "Call Action Handling" and "Callflow actions" (Number Masking guides).
 */

/** Bridges the caller to `destination`, with the virtual number `source` as caller id. */
export interface MakeCallAction {
  action: 'makeCall';
  params: { source: string; destination: string; callRecording?: boolean };
}

/** Reads a text to the caller. */
export interface SayAction {
  action: 'say';
  params: SayParams;
}

export interface SayParams {
  /** At most 3000 characters. */
  text: string;
  /** An 8x8 voice profile, for example `en-US-ZiraRUS`; the default voice if absent. */
  voiceProfile?: string;
  /** 1 to 3 times. */
  repetition?: number;
  /** 0.5 to 2. */
  speed?: number;
}

/** Plays an mp3 or wav file of at most 5 MB to the caller. */
export interface PlayFileAction {
  action: 'playFile';
  params: PlayFileParams;
}

export interface PlayFileParams {
  /** An http or https URL. */
  fileUrl: string;
  /** 1 to 3 times. */
  repetition?: number;
}

/** Asks the caller for digits; 8x8 returns them in an `ACTION_COMPLETED` call handle. */
export interface SayAndCaptureAction {
  action: 'sayAndCapture';
  params: {
    promptMessage: string;
    voiceProfile?: string;
    successMessage?: string;
    failureMessage?: string;
    speed?: number;
    completeOnHash?: boolean;
    minDigits?: number;
    maxDigits?: number;
    /** Milliseconds; requires `overallTimeout` and must be shorter. */
    digitTimeout?: number;
    /** Milliseconds. */
    overallTimeout?: number;
    noOfTries?: number;
  };
}

export interface HangupAction {
  action: 'hangup';
}

export type CallflowAction =
  MakeCallAction | SayAction | PlayFileAction | SayAndCaptureAction | HangupAction;

/** The body of the response to a call handle. */
export interface CallflowResponse {
  /** 8x8 sends it back with the next call handle of the call. */
  clientActionId?: string;
  callflow: CallflowAction[];
}

/** One of 8x8's voice profiles. */
export const DEFAULT_VOICE = 'en-US-ZiraRUS';

export const CALLFLOW_LIMITS = {
  textLength: 3000,
  repetition: { min: 1, max: 3 },
  speed: { min: 0.5, max: 2 },
  captureDigits: 25,
} as const;

export const makeCall = (params: MakeCallAction['params']): MakeCallAction => ({
  action: 'makeCall',
  params,
});
/** 8x8 requires a voice: its OpenAPI file for `say`, its page for `sayAndCapture`. */
const withVoice = <Params extends { voiceProfile?: string }>(params: Params): Params =>
  params.voiceProfile === undefined ? { ...params, voiceProfile: DEFAULT_VOICE } : params;

export const say = (params: SayParams): SayAction => ({ action: 'say', params: withVoice(params) });
export const playFile = (params: PlayFileParams): PlayFileAction => ({
  action: 'playFile',
  params,
});
export const sayAndCapture = (params: SayAndCaptureAction['params']): SayAndCaptureAction => ({
  action: 'sayAndCapture',
  params: withVoice(params),
});
export const hangup = (): HangupAction => ({ action: 'hangup' });
