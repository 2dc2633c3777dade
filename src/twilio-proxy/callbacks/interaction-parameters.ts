import { twilioTime } from '../http/twilio-time.js';
import type { Interaction, InteractionSide } from '../interactions/interaction.js';
import { sidOf } from '../sid.js';
import type { CallbackService } from './callback-context.service.js';

const TYPES = { voice: ['Voice', 'call'], message: ['Message', 'message'] } as const;

/**
 * Returns the parameters of a callback about an interaction.
 * @param hasOutbound false: before the callee is called
 */
export function interactionParameters(
  interaction: Interaction,
  sessionId: string,
  { service, account }: CallbackService,
  hasOutbound: boolean,
): Record<string, string> {
  const [type, resourceType] = TYPES[interaction.type];
  const sideOf = (name: 'inbound' | 'outbound', side: InteractionSide | null) =>
    side && {
      [`${name}ParticipantSid`]: side.participantSid ?? '',
      [`${name}ResourceSid`]: side.resourceSid,
      [`${name}ResourceStatus`]: side.status,
      [`${name}ResourceType`]: resourceType,
      [`${name}ResourceUrl`]: '',
    };
  return {
    interactionSid: interaction.sid,
    interactionServiceSid: sidOf('KS', service.pool_id),
    interactionSessionSid: sidOf('KC', sessionId),
    interactionAccountSid: sidOf('AC', account.id),
    interactionType: type,
    interactionData: interaction.data,
    interactionDateCreated: twilioTime(interaction.createdAt),
    interactionDateUpdated: twilioTime(interaction.updatedAt),
    ...sideOf('inbound', interaction.inbound),
    ...(hasOutbound && sideOf('outbound', interaction.outbound)),
  };
}
