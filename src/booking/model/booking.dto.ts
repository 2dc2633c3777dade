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

/** The phones of a party. */
export class PartyNumbersDto {
  /** E.164 with `+`. */
  @IsString()
  @MaxLength(32)
  phoneNumber!: string;

  /** Up to two more phones from which its calls are recognised. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(2)
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  alternateNumbers?: string[];
}

export class PartyDto extends PartyNumbersDto {
  @Matches(ROLE, {
    message: 'role must be 1 to 32 letters, digits, _ or -, a letter first',
  })
  role!: string;
}

/** When a booking expires: `expiresAt` wins over `ttlSeconds` (from now on). */
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

/** How the calls of a booking are treated. */
class CallTreatmentDto extends ExpiryDto {
  /** Roles that may call the other; absent or null: both. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @Matches(ROLE, { each: true, message: 'callersAllowed must be roles' })
  callersAllowed?: string[] | null;

  /** What a caller hears before being connected; absent or null: as the pool says. */
  @IsOptional()
  @IsCallerMessage()
  announcement?: CallerMessage | null;
}

/** What can be changed about a booking while it is active. */
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
  /** Id or name. */
  @IsString()
  @Length(1, 64)
  pool!: string;

  /**
   * The client's own id; the same reference and content give the same booking. `erased:…` stands for
   * those that had a phone number in them which was erased.
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

  /** The number to use; absent: Maskline chooses. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(32)
  virtualNumber?: string;

  /** Absent: as the pool says. */
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

  /** E.164; its plus may be missing. */
  @MayBeAbsent()
  @IsPhoneNumberOfQuery()
  virtualNumber?: string;
}
