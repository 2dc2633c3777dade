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
  /** For people to tell it by. */
  @Matches(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, {
    message: 'name must be 1 to 64 letters, digits, spaces, dots, _ and -, a letter or digit first',
  })
  name!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true, message: `scopes must be of ${SCOPES.join(', ')}` })
  scopes!: Scope[];

  /** Ids or names; left out: all pools. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  pools?: string[];

  /** Requests; left out: as for the key that makes it, or as the setting says. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  rateLimitPerMinute?: number;

  /** Left out: with the key that makes it, or never. */
  @MayBeAbsent()
  @IsTime()
  expiresAt?: string;
}

export class RotateApiKeyDto {
  /** How long the old key stays good. */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(THIRTY_DAYS_SECONDS)
  overlapSeconds: number = ONE_DAY_SECONDS;

  /** Of the new key; left out: it lives as long as the old one was to live, but not longer than the key that rotates it. */
  @MayBeAbsent()
  @IsTime()
  expiresAt?: string;
}
