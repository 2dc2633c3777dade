import { IsBoolean, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent, PageBody } from '../platform/rest/index.js';

export class ErasureDto {
  /** E.164 with `+`. */
  @IsString()
  @MaxLength(32)
  phoneNumber!: string;

  /** Whether bookings by which calls still connect are ended first; if not, they are in the way. */
  @MayBeAbsent()
  @IsBoolean()
  endBookings?: boolean;
}

export class ExportDto extends PageBody {
  /** E.164 with `+`. */
  @IsString()
  @MaxLength(32)
  phoneNumber!: string;
}
