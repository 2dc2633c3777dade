import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
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
  IsLanguage,
  IsPhoneNumberOfQuery,
  IsTimeWithinAYear,
  MayBeAbsent,
  PageBody,
  PageQuery,
} from '../../platform/rest/index.js';
import {
  type CallerMessage,
  type Channel,
  CHANNELS,
  IsCallerMessage,
  NUMBER_MODES,
  type NumberMode,
  QuietHoursDto,
} from '../../pool/index.js';
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

/** The phone numbers of a party, and the virtual number that it wants. */
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

  /** Language in which the party hears messages, such as `de` or `pt-BR` (BCP 47). */
  @MayBeAbsent()
  @IsLanguage()
  language?: string;
  /**
   * Virtual number that the party dials, in E.164; only in mode `per-party`. Absent: Maskline
   * selects one.
   */
  @MayBeAbsent()
  @IsString()
  @MaxLength(32)
  virtualNumber?: string;
}

export class PartyDto extends PartyNumbersDto {
  @Matches(ROLE, {
    message: 'role must have 1 to 32 letters, digits, _ or -, and begin with a letter',
  })
  role!: string;
}

/**
 * The end of a booking. `expiresAt` takes precedence over `ttlSeconds`, which counts from now, or
 * from `startsAt` if that is later.
 */
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

export class ReopenBookingDto extends ExpiryDto {
  /** A new last end; absent: the booking keeps the one it has. */
  @MayBeAbsent()
  @IsTimeWithinAYear()
  maxExpiresAt?: string;
}

/** Quiet hours of one party, which replace those of the pool for calls to it. */
export class PartyQuietHoursDto extends QuietHoursDto {
  @Matches(ROLE, { message: 'role must be the role of a party' })
  role!: string;
}

/** How Maskline handles the calls of a booking. */
class CallTreatmentDto extends ExpiryDto {
  /**
   * Time from which calls connect; absent or null: at once. The virtual number is reserved from the
   * creation on.
   */
  @IsOptional()
  @IsTimeWithinAYear()
  startsAt?: string | null;

  /**
   * Each connected call moves the end to this many seconds after the call; absent or null: the end
   * stays. Requires `maxExpiresAt`.
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(ONE_YEAR_SECONDS)
  idleTtlSeconds?: number | null;

  /** The booking ends at this time at the latest; absent or null: no limit. */
  @IsOptional()
  @IsTimeWithinAYear()
  maxExpiresAt?: string | null;

  /** Quiet hours of the parties; absent or null: those of the pool. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(2)
  @ArrayUnique(({ role }: PartyQuietHoursDto) => role, {
    message: 'quietHours must name a role once',
  })
  @ValidateNested({ each: true })
  @Type(() => PartyQuietHoursDto)
  quietHours?: PartyQuietHoursDto[] | null;

  /** Roles whose calls connect; absent or null: both. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @Matches(ROLE, { each: true, message: 'callersAllowed must contain role names' })
  callersAllowed?: string[] | null;

  /** How the parties can reach each other; absent or null: the channels of the pool. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(CHANNELS, { each: true })
  channels?: Channel[] | null;

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

  /** Two parties, or one: the booking is then `open`, and the other party joins later. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PartyDto)
  parties!: PartyDto[];

  /**
   * `shared`: both parties dial the same virtual number. `per-party`: each party dials one of its
   * own. Absent: the pool's mode.
   */
  @MayBeAbsent()
  @IsIn(NUMBER_MODES)
  numberMode?: NumberMode;

  /**
   * Virtual number that both parties dial, in E.164; only in mode `shared`. Absent: Maskline selects
   * one.
   */
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

export class ExportBookingsQuery extends ListBookingsQuery {
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  reveal?: string;
}

export class SearchBookingsDto extends PageBody {
  /** A phone number of a party, E.164 with `+`. */
  @IsString()
  @MaxLength(32)
  phoneNumber!: string;

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

  /** E.164 with `+`. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(32)
  virtualNumber?: string;
}
