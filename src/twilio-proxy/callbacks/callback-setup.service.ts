import { Injectable } from '@nestjs/common';
import { DecisionHookExistsError, DecisionHookService } from '../../callhandle/index.js';
import { EventSubscriptionService } from '../../events/index.js';
import { NumberVault } from '../../platform/security/index.js';
import { FACADE_TOKEN } from '../accounts/facade-account.entity.js';
import type { FacadeAccountRow } from '../accounts/facade-account.repository.js';
import { TwilioProxyError } from '../http/twilio-error.js';
import { CALLBACK_EVENTS } from './interaction-callback.service.js';

/** The callback URLs of a service. */
export interface CallbackUrls {
  callbackUrl: string | null;
  interceptCallbackUrl: string | null;
  outOfSessionCallbackUrl: string | null;
}

/**
 * Registers the callbacks of a service: as an event subscription and a decision hook of its pool,
 * whose secret is the token of the account.
 */
@Injectable()
export class CallbackSetup {
  constructor(
    private readonly subscriptions: EventSubscriptionService,
    private readonly hooks: DecisionHookService,
    private readonly vault: NumberVault,
  ) {}

  /**
   * @param account that signs; undefined deletes the callbacks
   * @throws TwilioProxyError if the pool has a decision hook of its own
   */
  async register(
    poolId: string,
    { callbackUrl, interceptCallbackUrl, outOfSessionCallbackUrl }: CallbackUrls,
    account: FacadeAccountRow | undefined,
  ): Promise<void> {
    const { id = '' } = account ?? {};
    const secret =
      account && FACADE_TOKEN.decrypt(this.vault, account.token_ciphertext, { accountId: id });
    const askedUrl = interceptCallbackUrl ?? outOfSessionCallbackUrl;
    const unknownCallers = outOfSessionCallbackUrl !== null;
    try {
      await this.hooks.put(
        poolId,
        'twilio-proxy',
        secret !== undefined && askedUrl !== null
          ? { url: new URL(askedUrl).href, unknownCallers, secret }
          : null,
      );
    } catch (error) {
      if (!(error instanceof DecisionHookExistsError)) throw error;
      throw new TwilioProxyError(20001, 'The pool of the Service has a decision hook of its own');
    }
    // The id of a service's subscription is that of its pool.
    await this.subscriptions.put(
      poolId,
      'twilio-proxy',
      secret !== undefined && callbackUrl !== null
        ? { url: new URL(callbackUrl).href, types: CALLBACK_EVENTS, poolIds: [poolId], secret }
        : null,
    );
  }
}
