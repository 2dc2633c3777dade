import { CALLFLOW_LIMITS } from './callflow.js';

type Check = (value: unknown) => boolean;
interface ParamRule {
  required?: boolean;
  check: Check;
  expected: string;
}

const isText: Check = (value) =>
  typeof value === 'string' && value.length > 0 && value.length <= CALLFLOW_LIMITS.textLength;
const isNumberIn =
  (min: number, max: number): Check =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max;
const isIntegerIn =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && isNumberIn(min, max)(value);
const isBoolean: Check = (value) => typeof value === 'boolean';
const isPhoneNumber: Check = (value) =>
  typeof value === 'string' && /^\+?[1-9]\d{6,14}$/.test(value);
const isHttpUrl: Check = (value) => {
  if (typeof value !== 'string') return false;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:';
};

const text = { check: isText, expected: `a text of 1 to ${CALLFLOW_LIMITS.textLength} characters` };
/** Voice names consist of letters, digits, `_`, `.` and `-`, for example `en-US-ZiraRUS`. */
const isVoice: Check = (value) =>
  typeof value === 'string' && /^[A-Za-z0-9][\w.-]{0,99}$/.test(value);
const voiceProfile = { required: true, check: isVoice, expected: 'a voice profile' };
const repetition = { check: isIntegerIn(1, 3), expected: '1 to 3' };
const speed = { check: isNumberIn(0.5, 2), expected: '0.5 to 2' };
const phoneNumber = { required: true, check: isPhoneNumber, expected: 'a phone number in E.164' };
const milliseconds = { check: isIntegerIn(1, 3_600_000), expected: 'milliseconds' };
const digits = {
  check: isIntegerIn(1, CALLFLOW_LIMITS.captureDigits),
  expected: `1 to ${CALLFLOW_LIMITS.captureDigits}`,
};

const RULES: Readonly<Record<string, Readonly<Record<string, ParamRule>>>> = {
  makeCall: {
    source: phoneNumber,
    destination: phoneNumber,
    callRecording: { check: isBoolean, expected: 'a boolean' },
  },
  say: { text: { ...text, required: true }, voiceProfile, repetition, speed },
  playFile: {
    fileUrl: { required: true, check: isHttpUrl, expected: 'an http or https URL' },
    repetition,
  },
  sayAndCapture: {
    promptMessage: { ...text, required: true },
    voiceProfile,
    successMessage: text,
    failureMessage: text,
    speed,
    completeOnHash: { check: isBoolean, expected: 'a boolean' },
    minDigits: digits,
    maxDigits: digits,
    digitTimeout: milliseconds,
    overallTimeout: milliseconds,
    noOfTries: { check: isIntegerIn(1, 10), expected: '1 to 10' },
  },
  hangup: {},
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Lists what 8x8 would reject in a callflow response: unknown actions, missing or invalid parameters,
 * and parameters that the action does not have.
 * @returns one sentence per fault, without any value; empty if the callflow is valid
 */
export function callflowFaults(answer: unknown): string[] {
  if (!isRecord(answer)) return ['the response is not an object'];
  const { clientActionId, callflow } = answer;
  const faults: string[] = [];
  if (clientActionId !== undefined && typeof clientActionId !== 'string') {
    faults.push('clientActionId is not a string');
  }
  if (!Array.isArray(callflow) || callflow.length === 0) {
    return [...faults, 'callflow is not a list of actions'];
  }
  return [...faults, ...callflow.flatMap((action, index) => actionFaults(action, index))];
}

function actionFaults(action: unknown, index: number): string[] {
  const at = `callflow[${index}]`;
  if (!isRecord(action)) return [`${at} is not an object`];
  const name = action['action'];
  const rules = typeof name === 'string' && Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  if (!rules) return [`${at} has an unknown action`];
  const params = action['params'] ?? {};
  if (!isRecord(params)) return [`${at}.params is not an object`];

  const unknown = Object.keys(params)
    .filter((key) => !Object.hasOwn(rules, key))
    .map((key) => `${at}.params.${key} is not a parameter of the action`);
  const wrong = Object.entries(rules).flatMap(([key, rule]) => {
    const value = params[key];
    if (value === undefined) return rule.required ? [`${at}.params.${key} is missing`] : [];
    return rule.check(value) ? [] : [`${at}.params.${key} is not ${rule.expected}`];
  });
  return [...unknown, ...wrong, ...captureFaults(params, at)];
}

/** 8x8 requires `overallTimeout` with `digitTimeout`, and `digitTimeout` must be the shorter one. */
function captureFaults(params: Record<string, unknown>, at: string): string[] {
  const { digitTimeout, overallTimeout } = params;
  if (digitTimeout === undefined) return [];
  return typeof overallTimeout === 'number' && Number(digitTimeout) < overallTimeout
    ? []
    : [`${at}.params.digitTimeout is not less than overallTimeout`];
}
