import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  Length,
  MaxLength,
} from 'class-validator';
import { MayBeAbsent } from '../../platform/rest/index.js';
import { EVENT_TYPES, type EventType } from '../outbox/event-type.js';
import { SUBSCRIPTION_STATES, type SubscriptionState } from './event-subscription.entity.js';

/** Properties of an event subscription. */
class SubscriptionDto {
  /** Absent or null: all types. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(EVENT_TYPES.length)
  @IsIn(EVENT_TYPES, { each: true })
  types?: EventType[] | null;

  /** IDs or names of pools; absent or null: all pools. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  pools?: string[] | null;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  description?: string | null;
}

export class CreateEventSubscriptionDto extends SubscriptionDto {
  @IsString()
  @MaxLength(2_000)
  url!: string;
}

export class UpdateEventSubscriptionDto extends SubscriptionDto {
  @MayBeAbsent()
  @IsString()
  @MaxLength(2_000)
  url?: string;

  @MayBeAbsent()
  @IsIn(SUBSCRIPTION_STATES)
  state?: SubscriptionState;
}
