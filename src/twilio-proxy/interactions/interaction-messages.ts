import { Injectable } from '@nestjs/common';
import type { Principal } from '../../platform/security/index.js';
import { TwilioProxyError } from '../http/twilio-error.js';
import type { Interaction } from './interaction.js';

/** The texts of sessions, as this module needs them. */
export abstract class InteractionMessages {
  /** Whether there are texts at all. Without them no session can be for messages only. */
  abstract readonly isAvailable: boolean;

  /** Lists the texts of bookings, newest first. */
  abstract listOf(bookingIds: readonly string[], principal: Principal): Promise<Interaction[]>;

  /**
   * Sends a text of the company to a participant.
   * @throws TwilioProxyError
   */
  abstract send(
    to: { bookingId: string; role: string },
    body: string,
    principal: Principal,
  ): Promise<Interaction>;
}

/** Without a module for texts there are none. */
@Injectable()
export class NoInteractionMessages extends InteractionMessages {
  readonly isAvailable = false;

  listOf(): Promise<Interaction[]> {
    return Promise.resolve([]);
  }

  send(): Promise<Interaction> {
    return Promise.reject(new TwilioProxyError(80202));
  }
}
