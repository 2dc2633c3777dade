import type { CallflowAction } from '../../../src/eightxeight/index.js';

/** Some of the voices that 8x8's guides name; an account can have others. */
export const SPEECH_PROFILES = [
  profile('en-US-ZiraRUS', 'EnglishUS', 'F'),
  profile('en-US-BenjaminRUS', 'EnglishUS', 'M'),
  profile('en-US-Standard-A', 'EnglishUS', 'F'),
  profile('en-GB-Emma', 'EnglishGB', 'F'),
  profile('en-IE-EmilyNeural', 'EnglishIE', 'F'),
  profile('da-DK-Naja', 'Danish', 'F'),
];

/** @returns one sentence for each action whose voice the account does not have */
export const unknownVoices = (callflow: readonly CallflowAction[]): string[] =>
  callflow.flatMap((action, index) =>
    (action.action === 'say' || action.action === 'sayAndCapture') &&
    SPEECH_PROFILES.every(
      ({ speechProfileCode }) => speechProfileCode !== action.params.voiceProfile,
    )
      ? [`callflow[${index}].params.voiceProfile is not a voice of the account`]
      : [],
  );

/** A code begins with its locale, such as `en-US`. */
function profile(speechProfileCode: string, localeDescription: string, gender: 'F' | 'M') {
  const localeCode = speechProfileCode.slice(0, 5);
  return { speechProfileCode, localeCode, localeDescription, gender };
}
