import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { MayBeAbsent } from '../common/index.js';
import { IsCallerMessage } from './is-caller-message.js';
import type { CallerMessage } from './pool-policy.js';

const ONE_YEAR_SECONDS = 366 * 24 * 60 * 60;

export class PoolMessagesDto {
  @MayBeAbsent()
  @IsCallerMessage()
  ended?: CallerMessage;

  @MayBeAbsent()
  @IsCallerMessage()
  notAParty?: CallerMessage;
}

/** Any part of a policy; what is left out stays as it is, or at its default. */
export class PoolPolicyDto {
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(ONE_YEAR_SECONDS)
  bookingTtlSeconds?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(ONE_YEAR_SECONDS)
  graceSeconds?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(ONE_YEAR_SECONDS)
  cooldownSeconds?: number;

  @MayBeAbsent()
  @IsBoolean()
  sticky?: boolean;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  maxActiveBookings?: number | null;

  @MayBeAbsent()
  @IsBoolean()
  callRecording?: boolean;

  @MayBeAbsent()
  @ValidateNested()
  @Type(() => PoolMessagesDto)
  messages?: PoolMessagesDto;
}

export class CreatePoolDto {
  /** Begins with a letter, so that it can't be taken for an id. */
  @Matches(/^[a-z][a-z0-9-]{1,62}$/, {
    message: 'name must be 2 to 63 lower-case letters, digits and hyphens, a letter first',
  })
  name!: string;

  @IsString()
  @Matches(/^[A-Za-z0-9\-._&]{3,50}$/, { message: 'subAccountId must be an 8x8 sub-account id' })
  subAccountId!: string;

  @MayBeAbsent()
  @ValidateNested()
  @Type(() => PoolPolicyDto)
  policy?: PoolPolicyDto;
}

export class UpdatePoolDto {
  @MayBeAbsent()
  @ValidateNested()
  @Type(() => PoolPolicyDto)
  policy?: PoolPolicyDto;
}
