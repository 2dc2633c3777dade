import type { Uuid } from '../../platform/values/index.js';
import type { EventType } from '../outbox/event-type.js';
import type {
  SubscriptionState,
  SwitchOffReason,
  EventSubscription,
} from './event-subscription.entity.js';

export interface EventSubscriptionResponse {
  id: Uuid;
  url: string;
  description: string | null;
  /** Null: all types. */
  types: EventType[] | null;
  /** Names of pools; null: all pools. */
  pools: string[] | null;
  state: SubscriptionState;
  /** Why Maskline disabled the subscription; null if it did not. */
  disabledReason: SwitchOffReason | null;
  /** Until this time deliveries are also signed with the secret from before the rotation. */
  previousSecretUntil: Date | null;
  lastSuccessAt: Date | null;
  failingSince: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Maps a row to its API representation. @param poolNames by id */
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
