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
  ValidateNested,
} from 'class-validator';
import { MayBeAbsent, PageQuery } from '../../platform/rest/index.js';
import { VIRTUAL_NUMBER_STATES, type VirtualNumberState } from './virtual-number.entity.js';

export const OPERATIONAL_STATUSES = ['Active', 'Unhealthy', 'Expiring', 'Inactive'] as const;

/** Omitted channels keep their value; a new number has `voice` only. */
export class CapabilitiesDto {
  @MayBeAbsent()
  @IsBoolean()
  voice?: boolean;

  @MayBeAbsent()
  @IsBoolean()
  sms?: boolean;
}

/** The settings of a virtual number that an operator can change. */
export class UpdateVirtualNumberDto {
  @MayBeAbsent()
  @IsIn(VIRTUAL_NUMBER_STATES)
  state?: VirtualNumberState;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(1000)
  weight?: number;

  /** Whether only bookings that name the number get it. */
  @MayBeAbsent()
  @IsBoolean()
  reserved?: boolean;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  maxActiveBookings?: number | null;

  /** The channels that the number can carry. 8x8's API does not say. */
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => CapabilitiesDto)
  capabilities?: CapabilitiesDto;
}

export class AddVirtualNumberDto extends UpdateVirtualNumberDto {
  @IsString()
  @MaxLength(32)
  msisdn!: string;

  @MayBeAbsent()
  @Matches(/^[A-Z]{2}$/, { message: 'countryCode must be two capital letters (ISO 3166)' })
  countryCode?: string;

  @MayBeAbsent()
  @IsString()
  @Length(1, 100)
  referenceId?: string;

  @MayBeAbsent()
  @IsString()
  @Length(1, 50)
  numberType?: string;

  @MayBeAbsent()
  @IsIn(OPERATIONAL_STATUSES)
  operationalStatus?: string;
}

export class AddVirtualNumbersDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => AddVirtualNumberDto)
  numbers!: AddVirtualNumberDto[];
}

export class ListVirtualNumbersQuery extends PageQuery {
  /** The pool's id or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;

  @MayBeAbsent()
  @IsIn(VIRTUAL_NUMBER_STATES)
  state?: VirtualNumberState;

  @MayBeAbsent()
  @IsIn(OPERATIONAL_STATUSES)
  operationalStatus?: string;
}
