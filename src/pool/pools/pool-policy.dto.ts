import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { MayBeAbsent } from '../../platform/rest/index.js';
import { NUMBER_KINDS, type NumberKind } from '../../platform/values/index.js';
import { HasDistinctCallingCodes } from './distinct-calling-codes.js';
import { MessageKeywordsDto, MessageRepliesDto } from './message-policy.dto.js';
import {
  type Channel,
  CHANNELS,
  COUNTRY_MATCHES,
  type CountryMatch,
  MESSAGE_DELIVERIES,
  MESSAGE_REDACTIONS,
  type MessageDelivery,
  type MessageRedaction,
  NEW_NUMBERS,
  type NewNumbers,
  NUMBER_MODES,
  type NumberMode,
  type Rebalance,
  REBALANCES,
  type Selection,
  SELECTIONS,
} from './pool-policy.js';
import { PoolLanguageDto, PoolMessagesDto } from './pool-messages.dto.js';
import { QuietHoursDto } from './quiet-hours.dto.js';

const ONE_YEAR_SECONDS = 366 * 24 * 60 * 60;

/** Any part of a policy. Omitted fields keep their value; in a new pool they get their default. */
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

  @MayBeAbsent()
  @IsBoolean()
  avoidLastNumber?: boolean;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  maxActiveBookings?: number | null;

  @MayBeAbsent()
  @IsBoolean()
  callRecording?: boolean;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => QuietHoursDto)
  quietHours?: QuietHoursDto | null;

  @MayBeAbsent()
  @IsBoolean()
  recordingRequiresAnnouncement?: boolean;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => PoolMessagesDto)
  messages?: PoolMessagesDto;

  /** Each language and each calling code may occur once. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(20)
  @IsObject({ each: true })
  @ArrayUnique((one: PoolLanguageDto) => one?.language)
  @HasDistinctCallingCodes()
  @ValidateNested({ each: true })
  @Type(() => PoolLanguageDto)
  languages?: PoolLanguageDto[];

  @MayBeAbsent()
  @IsIn(SELECTIONS)
  selection?: Selection;

  @MayBeAbsent()
  @IsIn(COUNTRY_MATCHES)
  countryMatch?: CountryMatch;

  @MayBeAbsent()
  @IsBoolean()
  prefixMatch?: boolean;

  @MayBeAbsent()
  @IsIn(NUMBER_MODES)
  numberMode?: NumberMode;

  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(250)
  @Matches(/^[A-Z]{2}$/, { each: true, message: 'allowedCountries must be ISO 3166 codes' })
  allowedCountries?: string[] | null;

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(NUMBER_KINDS.length)
  @ArrayUnique()
  @IsIn(NUMBER_KINDS, { each: true })
  allowedNumberKinds?: NumberKind[];

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  maxCallsPerMinute?: number | null;

  @MayBeAbsent()
  @IsBoolean()
  partyPin?: boolean;

  @MayBeAbsent()
  @IsIn(NEW_NUMBERS)
  newNumbers?: NewNumbers;

  @MayBeAbsent()
  @IsIn(REBALANCES)
  rebalance?: Rebalance;

  @MayBeAbsent()
  @IsNumber()
  @Min(0.01)
  @Max(10)
  rebalanceTolerance?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(10_000)
  maxMovesPerRun?: number;

  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(CHANNELS, { each: true })
  channels?: Channel[];

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  maxMessagesPerMinute?: number | null;

  @MayBeAbsent()
  @IsIn(MESSAGE_DELIVERIES)
  messageDelivery?: MessageDelivery;

  @MayBeAbsent()
  @IsBoolean()
  messageRolePrefix?: boolean;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => MessageKeywordsDto)
  messageKeywords?: MessageKeywordsDto;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => MessageRepliesDto)
  messageReplies?: MessageRepliesDto;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(8_784)
  messageRetentionHours?: number;

  @MayBeAbsent()
  @IsIn(MESSAGE_REDACTIONS)
  messageRedaction?: MessageRedaction;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(1_440)
  missedCallTextMinutes?: number;
}
