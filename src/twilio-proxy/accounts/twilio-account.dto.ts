import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { MayBeAbsent } from '../../platform/rest/index.js';
import type { Scope } from '../../platform/security/index.js';

/** The scopes that Twilio Proxy's API uses. */
export const FACADE_SCOPES = [
  'bookings:read',
  'bookings:write',
  'pools:read',
  'pools:write',
  'calls:read',
  'messages:read',
  'messages:write',
  'numbers:reveal',
] as const satisfies readonly Scope[];

export class CreateTwilioAccountDto {
  /** Name by which people recognize the account. */
  @Matches(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, {
    message: 'name must be 1 to 64 letters, digits, spaces, dots, _ and -, a letter or digit first',
  })
  name!: string;

  /** IDs or names of the pools that are its services; absent: all pools. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  pools?: string[];

  /**
   * Without `numbers:reveal` the identifiers of participants are masked. Absent: all scopes of
   * Twilio Proxy's API.
   */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(FACADE_SCOPES, { each: true, message: `scopes must be of ${FACADE_SCOPES.join(', ')}` })
  scopes?: Scope[];

  /**
   * 8x8's sub-account of the services that the account creates. Absent: it cannot create services,
   * and uses existing pools.
   */
  @MayBeAbsent()
  @Matches(/^[A-Za-z0-9\-._&]{3,50}$/, { message: 'subAccountId must be an 8x8 sub-account id' })
  subAccountId?: string;

  /**
   * 8x8's sub-account for the texts of these services. Absent: they have no texts. Phone numbers that
   * are added to them must be able to receive and send texts at 8x8.
   */
  @MayBeAbsent()
  @Matches(/^[A-Za-z0-9\-._&]{3,50}$/, { message: 'smsSubAccountId must be an 8x8 sub-account id' })
  smsSubAccountId?: string;
}
