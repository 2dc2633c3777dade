import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { MayBeAbsent } from '../../platform/rest/index.js';
import { type Day, DAYS } from './pool-policy.js';

const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

export class QuietSpanDto {
  /** Days on which the span begins; absent: every day. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(DAYS, { each: true })
  days?: Day[];

  /** Time of day, such as `22:00`. */
  @Matches(TIME_OF_DAY, { message: 'from must be a time of day, such as 22:00' })
  from!: string;

  /** Time of day; not after `from`: on the next day. */
  @Matches(TIME_OF_DAY, { message: 'to must be a time of day, such as 07:00' })
  to!: string;
}

/** Times at which calls to a party are refused, by the clock on the wall of a time zone. */
export class QuietHoursDto {
  /** IANA name, such as `Asia/Singapore`. */
  @IsString()
  @MaxLength(64)
  timeZone!: string;

  @IsArray()
  @ArrayMaxSize(14)
  @ValidateNested({ each: true })
  @Type(() => QuietSpanDto)
  spans!: QuietSpanDto[];

  /** Roles whose calls connect nevertheless. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @Matches(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, {
    each: true,
    message: 'exemptRoles must contain role names',
  })
  exemptRoles?: string[];
}
