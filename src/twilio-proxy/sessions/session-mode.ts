import type { Channel } from '../../pool/index.js';
import type { SessionMode } from './twilio-session.entity.js';

/** The channels of a booking whose session has this mode. */
export const CHANNELS_OF_MODE: Readonly<Record<SessionMode, Channel[]>> = {
  'message-only': ['sms'],
  'voice-only': ['voice'],
  'voice-and-message': ['voice', 'sms'],
};

/**
 * Returns the channels that the proxy numbers of a session must carry. In a service without texts,
 * the default mode means calls only.
 */
export const requiredChannelsOf = ({
  mode,
  has_texts: hasTexts,
}: {
  mode: SessionMode;
  has_texts: boolean;
}): Channel[] => (mode === 'voice-and-message' && !hasTexts ? ['voice'] : CHANNELS_OF_MODE[mode]);
