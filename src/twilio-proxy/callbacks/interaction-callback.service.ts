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
import { interactionOfCall } from '../interactions/interaction.js';
import { CallbackContext } from './callback-context.service.js';
import { interactionParameters } from './interaction-parameters.js';
import { signedForm } from './signature.js';

/** The events that a service's CallbackUrl gets, each as an interaction. */
export const CALLBACK_EVENTS: EventType[] = ['call.started', 'call.ended'];

/** Writes events about calls of sessions as the callbacks of Twilio. */
@Injectable()
export class InteractionCallbackService implements OnModuleInit {
  constructor(
    private readonly formats: DeliveryFormats,
    private readonly bookings: BookingService,
    private readonly calls: CallRecordService,
    private readonly context: CallbackContext,
  ) {}

  onModuleInit(): void {
    this.formats.add('twilio-proxy', (event) => this.requestOf(event));
  }

  /** Returns undefined for a call that belongs to no session. */
  private async requestOf({
    event,
    poolId,
    url,
    secret,
  }: EventToWrite): Promise<DeliveryRequest | undefined> {
    const { sessionId: callId, bookingId } = event.data as {
      sessionId: string;
      bookingId: string | null;
    };
    const session = await this.sessionOf(poolId, bookingId);
    const service = session && (await this.context.serviceOf(poolId));
    if (!service) return undefined;
    const interaction = interactionOfCall(await this.calls.get(callId, SYSTEM_ACCESS));
    const isStarting = event.type === 'call.started';
    const now = isStarting ? inProgress(interaction) : interaction;
    const parameters = interactionParameters(now, session.id, service, true);
    return signedForm(secret, url, parameters);
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
