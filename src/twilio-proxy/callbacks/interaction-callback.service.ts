import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  DeliveryFormats,
  type DeliveryRequest,
  type EventToWrite,
  type EventType,
} from '../../events/index.js';
import { BookingNotFoundError, BookingService } from '../../booking/index.js';
import { SYSTEM_ACCESS } from '../../platform/security/index.js';
import { CallRecordService } from '../../status/index.js';
import { MessageRecordService } from '../../messaging/index.js';
import { type Interaction, interactionOfCall } from '../interactions/interaction.js';
import { interactionOfText, isInteraction } from '../interactions/interaction-of-text.js';
import { type CallbackService, CallbackContext, principalOf } from './callback-context.service.js';
import { interactionParameters } from './interaction-parameters.js';
import { signedForm } from './signature.js';

/** The events that a service's CallbackUrl gets, each as an interaction. */
export const CALLBACK_EVENTS: EventType[] = [
  'call.started',
  'call.ended',
  'message.forwarded',
  'message.delivered',
  'message.failed',
];

/** The part of an event by which it names a call or a text. */
type SubjectOfEvent = { bookingId: string | null } & (
  { messageId: string } | { sessionId: string }
);

/** The status of a text at an event; it may have changed since. */
const TEXT_STATUS: Readonly<Partial<Record<EventType, string>>> = {
  'message.forwarded': 'sent',
  'message.delivered': 'delivered',
};

/** Writes events about calls and texts of sessions as the callbacks of Twilio. */
@Injectable()
export class InteractionCallbackService implements OnModuleInit {
  constructor(
    private readonly formats: DeliveryFormats,
    private readonly bookings: BookingService,
    private readonly calls: CallRecordService,
    private readonly messages: MessageRecordService,
    private readonly context: CallbackContext,
  ) {}

  onModuleInit(): void {
    this.formats.add('twilio-proxy', (event) => this.requestOf(event));
  }

  /** Returns undefined for a call or text that belongs to no session. */
  private async requestOf({
    event,
    poolId,
    url,
    secret,
  }: EventToWrite): Promise<DeliveryRequest | undefined> {
    const about = event.data as SubjectOfEvent;
    const { bookingId } = about;
    const session = await this.sessionOf(poolId, bookingId);
    const service = session && (await this.context.serviceOf(poolId));
    if (!service) return undefined;
    const now =
      'messageId' in about
        ? await this.textOf(about.messageId, event.type, service)
        : await this.callOf(about.sessionId, event.type);
    return now && signedForm(secret, url, interactionParameters(now, session.id, service, true));
  }

  private async callOf(callId: string, type: EventType): Promise<Interaction> {
    const interaction = interactionOfCall(await this.calls.get(callId, SYSTEM_ACCESS));
    return type === 'call.started' ? inProgress(interaction) : interaction;
  }

  /**
   * Shows what was written if the service keeps it and the account may reveal it, which is audited.
   * Returns undefined for a text that is no interaction.
   */
  private async textOf(
    messageId: string,
    type: EventType,
    { service: { pool_id: poolId }, account }: CallbackService,
  ): Promise<Interaction | undefined> {
    const principal = principalOf(account, poolId);
    let message = await this.messages.get(messageId, SYSTEM_ACCESS);
    if (!isInteraction(message)) return undefined;
    if (message.hasText && message.textKeptUntil !== null && principal.mayReveal) {
      message = await this.messages.get(messageId, principal, true);
    }
    const interaction = interactionOfText(message);
    const status = TEXT_STATUS[type] ?? interaction.outbound.status;
    return { ...interaction, outbound: { ...interaction.outbound, status } };
  }

  private async sessionOf(poolId: string, bookingId: string | null) {
    if (bookingId === null) return undefined;
    try {
      const { reference } = await this.bookings.getMasked(bookingId, SYSTEM_ACCESS);
      return await this.context.sessionOf(poolId, reference);
    } catch (error) {
      if (error instanceof BookingNotFoundError) return undefined;
      throw error;
    }
  }
}

/** Returns an interaction as it was when its call was connected; it may have ended since. */
function inProgress(interaction: ReturnType<typeof interactionOfCall>) {
  const { inbound, outbound } = interaction;
  return {
    ...interaction,
    data: JSON.stringify({ duration: '0' }),
    inbound: inbound && { ...inbound, status: 'in-progress' },
    outbound: { ...outbound, status: 'initiated' },
    updatedAt: interaction.createdAt,
  };
}
