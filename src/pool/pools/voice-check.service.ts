import { Injectable } from '@nestjs/common';
import { Settings } from '../../platform/config/index.js';
import { VoiceApiClient } from '../../eightxeight/index.js';
import type { PoolMessagesDto } from './pool-messages.dto.js';
import type { PoolPolicyDto } from './pool-policy.dto.js';
import { UnknownVoiceError } from './pool.errors.js';

/** Milliseconds to wait for 8x8's list of voices. */
const TIMEOUT = 3_000;

/** Detects unknown voices when they are set, and not only during a call. */
@Injectable()
export class VoiceCheckService {
  constructor(
    private readonly voiceApi: VoiceApiClient,
    private readonly settings: Settings,
  ) {}

  /**
   * Asserts that 8x8 knows the voices of messages. Accepts any voice if that cannot be checked:
   * without an API key, if 8x8's API fails, or if it does not answer within three seconds.
   * @throws UnknownVoiceError
   */
  async assertKnown(policy: PoolPolicyDto | undefined, subAccountId: string): Promise<void> {
    const { messages, languages = [] } = policy ?? {};
    const voices = [
      ...voicesOf(messages, 'policy.messages'),
      ...languages.flatMap(({ voiceProfile, messages: ofLanguage }, at) => [
        { path: `policy.languages[${at}].voiceProfile`, voice: voiceProfile },
        ...voicesOf(ofLanguage, `policy.languages[${at}].messages`),
      ]),
    ];
    if (voices.length === 0 || !this.settings.eightXEightApiKey) return;
    const known = await this.listVoices(subAccountId);
    const unknown = known && voices.find(({ voice }) => !known.has(voice));
    if (unknown) throw new UnknownVoiceError(unknown.path);
  }

  /** Returns the names of 8x8's voices; undefined if the list is empty or unavailable. */
  private async listVoices(subAccountId: string): Promise<ReadonlySet<string> | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), TIMEOUT);
    });
    const list = this.voiceApi.listSpeechProfiles(subAccountId).then(
      (profiles) => new Set(profiles.map(({ speechProfileCode }) => speechProfileCode)),
      () => undefined,
    );
    const voices = await Promise.race([list, tooLong]);
    clearTimeout(timer);
    return voices && voices.size > 0 ? voices : undefined;
  }
}

const voicesOf = (messages: PoolMessagesDto | undefined, path: string) =>
  Object.entries(messages ?? {}).flatMap(([name, message]) => {
    const voice = (message as { voiceProfile?: string } | undefined)?.voiceProfile;
    return voice === undefined ? [] : [{ path: `${path}.${name}.voiceProfile`, voice }];
  });
