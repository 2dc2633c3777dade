import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsObject, Length, Matches, ValidateNested } from 'class-validator';
import { IsLanguage, MayBeAbsent } from '../../platform/rest/index.js';
import type { SayParams } from '../../eightxeight/index.js';
import { IsCallerMessage, IsSpokenMessage } from './is-caller-message.js';
import { type CallerMessage } from './pool-policy.js';

/** No run of seven digits, as people write phone numbers. */
const WITHOUT_NUMBER = /^(?![^]*\p{Nd}(?:[ ./()-]{0,3}\p{Nd}){6})/u;

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
