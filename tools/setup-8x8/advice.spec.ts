import { describe, expect, it } from 'vitest';
import {
  EightXEightBadResponseError,
  EightXEightForbiddenError,
  EightXEightInvalidRequestError,
  EightXEightNotFoundError,
  EightXEightRefusedError,
  EightXEightUnauthorizedError,
  EightXEightUnavailableError,
} from '../../src/eightxeight/index.js';
import { adviceOn } from './advice.js';

const VOICE = {
  argument: '--sub-account',
  product: 'voice',
  baseUrlSetting: 'EIGHTXEIGHT_BASE_URL',
  secretsSetting: 'WEBHOOK_SECRETS',
};

describe('the advice on a failure', () => {
  it.each([
    [new EightXEightUnauthorizedError({ status: 401 }), /EIGHTXEIGHT_API_KEY/],
    [new EightXEightForbiddenError({ status: 403 }), /--sub-account/],
    [new EightXEightNotFoundError({ status: 404 }), /--sub-account/],
    [new EightXEightRefusedError({ status: 405 }), /405/],
    [new EightXEightUnavailableError('timeout'), /Try again later/],
    [new EightXEightUnavailableError('network', { networkCode: 'ENOTFOUND' }), /ENOTFOUND/],
    [new EightXEightUnavailableError('network'), /connection lost/],
    [new EightXEightBadResponseError('redirect'), /EIGHTXEIGHT_BASE_URL/],
  ])('advises the operator: %s', (error, hint) => {
    expect(adviceOn(error, VOICE)).toMatch(hint);
  });

  it("quotes 8x8's error for its support if 8x8 rejects a webhook", () => {
    const upstream = {
      status: 422,
      statusCode: '1001',
      statusMessage: 'Invalid JSON request body',
      errorId: '1aa1fc32-8e07-11ea-864e-1961d882f548',
    };
    expect(adviceOn(new EightXEightInvalidRequestError(upstream), VOICE)).toContain(
      '(422, Invalid JSON request body, code 1001, errorId 1aa1fc32-8e07-11ea-864e-1961d882f548). Check --sub-account, PUBLIC_URL',
    );
  });
});
