import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsTime, MayBeAbsent } from '../../rest/index.js';
import { type Scope, SCOPES } from '../auth/scopes.js';

const THIRTY_DAYS_SECONDS = 30 * 24 * 60 * 60;
const ONE_DAY_SECONDS = 24 * 60 * 60;

export class CreateApiKeyDto {
  /** Name by which people recognize the key. */
  @Matches(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, {
    message: 'name must be 1 to 64 letters, digits, spaces, dots, _ and -, a letter or digit first',
  })
  name!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true, message: `scopes must be of ${SCOPES.join(', ')}` })
  scopes!: Scope[];

  /** IDs or names; absent: all pools. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  pools?: string[];

  /**
   * Requests per minute. Absent: the limit of the key that creates it, or the default of the
   * installation.
   */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  rateLimitPerMinute?: number;

  /** Absent: the expiry of the key that creates it, or never. */
  @MayBeAbsent()
  @IsTime()
  expiresAt?: string;
}

export class RotateApiKeyDto {
  /** How long the old key stays valid. */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(THIRTY_DAYS_SECONDS)
  overlapSeconds: number = ONE_DAY_SECONDS;

  /**
   * Expiry of the new key. Absent: it is valid for as long as the old key was, but no longer than
   * the key that rotates it.
   */
  @MayBeAbsent()
  @IsTime()
  expiresAt?: string;
}
