import type { MessageResponse } from '../../messaging/index.js';
import { participantSidOf, sidOfCarrierId } from '../sid.js';
import type { Interaction } from './interaction.js';

/** Twilio's status of the outbound message, by the outcome of the text. */
const OUTBOUND_STATUS: Readonly<Record<MessageResponse['outcome'], string>> = {
  forwarding: 'queued',
  forwarded: 'sent',
  delivered: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  refused: 'failed',
  unknown: 'delivery-unknown',
};

/**
 * Whether a text is an interaction: one between participants, or one of the company. As a refused
 * call, a refused text is none. A text in several pieces is one interaction, that of its first piece.
 */
export const isInteraction = ({ kind, outcome, reason, position }: MessageResponse): boolean =>
  (kind === 'text' || kind === 'system') &&
  outcome !== 'refused' &&
  reason !== 'hook-refused' &&
  position === 0;

/** Returns the interaction of a masked text. The body is null unless the text was revealed. */
export function interactionOfText(message: MessageResponse): Interaction {
  const { id, kind, text, senderRole, receiverRole, outcome, receivedAt } = message;
  const sideOf = (way: 'in' | 'out', role: string | null, status: string) => ({
    participantSid: role && participantSidOf(role),
    resourceSid: sidOfCarrierId('SM', `${id} ${way}`),
    status,
  });
  return {
    sid: sidOfCarrierId('KI', id),
    type: 'message',
    messageId: id,
    data: JSON.stringify({ body: text }),
    inbound: kind === 'system' ? null : sideOf('in', senderRole, 'received'),
    outbound: sideOf('out', receiverRole, OUTBOUND_STATUS[outcome]),
    createdAt: receivedAt,
    updatedAt: message.receipt?.at ?? message.forwardedAt ?? receivedAt,
  };
}
