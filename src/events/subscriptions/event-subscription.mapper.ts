import type { Uuid } from '../../platform/values/index.js';
import type { EventType } from '../outbox/event-type.js';
import type {
  EndpointState,
  SwitchOffReason,
  EventSubscription,
} from './event-subscription.entity.js';

export interface EventSubscriptionResponse {
  id: Uuid;
  url: string;
  description: string | null;
  /** null: all. */
  types: EventType[] | null;
  /** Names; null: all. */
  pools: string[] | null;
  state: EndpointState;
  /** Why Maskline switched it off. */
  disabledReason: SwitchOffReason | null;
  /** Until then deliveries are signed with the secret of before the rotation too. */
  previousSecretUntil: Date | null;
  lastSuccessAt: Date | null;
  failingSince: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** @param poolNames by id */
export const mapEventSubscription = (
  row: EventSubscription,
  poolNames: ReadonlyMap<string, string>,
): EventSubscriptionResponse => ({
  id: row.id,
  url: row.url,
  description: row.description,
  types: row.types,
  pools: row.poolIds?.map((id) => poolNames.get(id) ?? id) ?? null,
  state: row.state,
  disabledReason: row.disabledReason,
  previousSecretUntil: row.previousSecretUntil,
  lastSuccessAt: row.lastSuccessAt,
  failingSince: row.failingSince,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});
