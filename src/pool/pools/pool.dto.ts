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
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsLanguage, MayBeAbsent } from '../../platform/rest/index.js';
import { NUMBER_KINDS, type NumberKind } from '../../platform/values/index.js';
import type { SayParams } from '../../eightxeight/index.js';
import { HasDistinctCallingCodes } from './distinct-calling-codes.js';
import { IsCallerMessage, IsSpokenMessage } from './is-caller-message.js';
import { MessageKeywordsDto, MessageRepliesDto } from './message-policy.dto.js';
import {
  type CallerMessage,
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
import { QuietHoursDto } from './quiet-hours.dto.js';

/** No run of seven digits, as people write phone numbers. */
const WITHOUT_NUMBER = /^(?![^]*\p{Nd}(?:[ ./()-]{0,3}\p{Nd}){6})/u;

const ONE_YEAR_SECONDS = 366 * 24 * 60 * 60;

export class PoolMessagesDto {
  @MayBeAbsent()
  @IsCallerMessage()
  ended?: CallerMessage;

  @MayBeAbsent()
  @IsCallerMessage()
  notAParty?: CallerMessage;

  @MayBeAbsent()
  @IsCallerMessage()
  callsNotAllowed?: CallerMessage;

  @MayBeAbsent()
  @IsCallerMessage()
  notStarted?: CallerMessage;

  @MayBeAbsent()
  @IsCallerMessage()
  quietHours?: CallerMessage;

  @MayBeAbsent()
  @IsCallerMessage()
  partyMissing?: CallerMessage;

  @MayBeAbsent()
  @IsCallerMessage()
  tooManyCalls?: CallerMessage;

  @MayBeAbsent()
  @IsSpokenMessage()
  enterPin?: SayParams;

  @MayBeAbsent()
  @IsSpokenMessage()
  wrongPin?: SayParams;

  @MayBeAbsent()
  @IsCallerMessage()
  pinRefused?: CallerMessage;

  @MayBeAbsent()
  @IsCallerMessage()
  announcement?: CallerMessage;

  /**
   * A text to the callee of a missed call. `{role}` is the caller's role, `{number}` the virtual
   * number. It has no other number.
   */
  @MayBeAbsent()
  @Length(8, 480)
  @Matches(WITHOUT_NUMBER, { message: 'missedCallText must not contain a phone number' })
  missedCallText?: string;
}

export class PoolLanguageDto {
  /** BCP 47, such as `de` or `pt-BR`. */
  @IsLanguage()
  language!: string;

  /** Calling codes of the callers who hear it, unless their party has another language. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(50)
  @Matches(/^[1-9]\d{0,2}$/, {
    each: true,
    message: 'callingCodes must be calling codes such as 49',
  })
  callingCodes: string[] = [];

  /** An 8x8 voice profile, for every text without one of its own. */
  @Matches(/^[A-Za-z0-9][\w.-]{0,99}$/, { message: 'voiceProfile must be an 8x8 voice profile' })
  voiceProfile!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => PoolMessagesDto)
  messages!: PoolMessagesDto;
}

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

const SUB_ACCOUNT_ID = /^[A-Za-z0-9\-._&]{3,50}$/;

export class CreatePoolDto {
  /** Lower-case letters, digits and hyphens. Must not look like a UUID, because ids are UUIDs. */
  @Matches(/^(?![0-9a-f]{8}-)[a-z][a-z0-9-]{1,62}$/, {
    message: 'name must be 2 to 63 lower-case letters, digits and hyphens, a letter first',
  })
  name!: string;

  @IsString()
  @Matches(SUB_ACCOUNT_ID, { message: 'subAccountId must be an 8x8 sub-account id' })
  subAccountId!: string;

  /** The sub-account of texts, which 8x8 keeps apart from that of calls; absent or null: no texts. */
  @IsOptional()
  @IsString()
  @Matches(SUB_ACCOUNT_ID, { message: 'smsSubAccountId must be an 8x8 sub-account id' })
  smsSubAccountId?: string | null;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => PoolPolicyDto)
  policy?: PoolPolicyDto;
}

export class UpdatePoolDto {
  /** The sub-account of texts; null: no texts. */
  @IsOptional()
  @IsString()
  @Matches(SUB_ACCOUNT_ID, { message: 'smsSubAccountId must be an 8x8 sub-account id' })
  smsSubAccountId?: string | null;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => PoolPolicyDto)
  policy?: PoolPolicyDto;
}

export class SyncPoolDto {
  /** The `id` of the pool's `heldSync`, whose missing numbers are to be retired. */
  @MayBeAbsent()
  @IsUUID()
  confirmHeldSync?: string;
}
