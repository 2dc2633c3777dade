import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import {
  IsPhoneNumberOfQuery,
  IsTimeWithinAYear,
  MayBeAbsent,
  PageQuery,
} from '../../platform/rest/index.js';
import { type CallerMessage, IsCallerMessage } from '../../pool/index.js';
import { BOOKING_STATUSES, type BookingStatus } from './booking-status.js';

const ONE_YEAR_SECONDS = 366 * 24 * 60 * 60;
const METADATA_BYTES = 4096;
const ROLE = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;

const IsSmallJson = (): PropertyDecorator =>
  ValidateBy({
    name: 'isSmallJson',
    validator: {
      validate: (value) => Buffer.byteLength(JSON.stringify(value) ?? '') <= METADATA_BYTES,
      defaultMessage: () => `$property must have at most ${METADATA_BYTES} bytes as JSON`,
    },
  });

/** The phone numbers of a party. */
export class PartyNumbersDto {
  /** E.164 with `+`. */
  @IsString()
  @MaxLength(32)
  phoneNumber!: string;

  /** Up to two more phone numbers from which the party's calls are recognised. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(2)
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  alternateNumbers?: string[];
}

export class PartyDto extends PartyNumbersDto {
  @Matches(ROLE, {
    message: 'role must have 1 to 32 letters, digits, _ or -, and begin with a letter',
  })
  role!: string;
}

/** The end of a booking. `expiresAt` takes precedence over `ttlSeconds`, which counts from now. */
class ExpiryDto {
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(ONE_YEAR_SECONDS)
  ttlSeconds?: number;

  @MayBeAbsent()
  @IsTimeWithinAYear()
  expiresAt?: string;
}

/** How Maskline handles the calls of a booking. */
class CallTreatmentDto extends ExpiryDto {
  /** Roles whose calls connect; absent or null: both. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @Matches(ROLE, { each: true, message: 'callersAllowed must contain role names' })
  callersAllowed?: string[] | null;

  /**
   * Message that the caller hears before being connected; absent or null: the pool's announcement.
   */
  @IsOptional()
  @IsCallerMessage()
  announcement?: CallerMessage | null;
}

/** The fields that can be changed while the booking is active. */
export class UpdateBookingDto extends CallTreatmentDto {
  @IsOptional()
  @IsBoolean()
  callRecording?: boolean | null;

  @MayBeAbsent()
  @IsObject()
  @IsSmallJson()
  metadata?: Record<string, unknown>;
}

export class CreateBookingDto extends CallTreatmentDto {
  /** Id or name of the pool. */
  @IsString()
  @Length(1, 64)
  pool!: string;

  /**
   * The client's own id of the booking. Repeating a request with the same reference and content
   * returns the same booking. The prefix `erased:` is reserved for references that Maskline
   * replaced because they contained an erased phone number.
   */
  @IsString()
  @Length(1, 200)
  @Matches(/^(?!erased:)/, { message: 'reference must not begin with erased:' })
  reference!: string;

  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(2)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PartyDto)
  parties!: PartyDto[];

  /** Virtual number to use, in E.164; absent: Maskline selects one. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(32)
  virtualNumber?: string;

  /** Whether calls are recorded; absent: the pool's setting. */
  @MayBeAbsent()
  @IsBoolean()
  callRecording?: boolean;

  @MayBeAbsent()
  @IsObject()
  @IsSmallJson()
  metadata?: Record<string, unknown>;
}

export class ListBookingsQuery extends PageQuery {
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;

  @MayBeAbsent()
  @IsString()
  @Length(1, 200)
  reference?: string;

  @MayBeAbsent()
  @IsIn(BOOKING_STATUSES)
  status?: BookingStatus;

  /** E.164; the leading `+` is optional. */
  @MayBeAbsent()
  @IsPhoneNumberOfQuery()
  virtualNumber?: string;
}
