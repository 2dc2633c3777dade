import { IsBoolean, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent, PageBody } from '../platform/rest/index.js';

export class ErasureDto {
  /** E.164 with `+`. */
  @IsString()
  @MaxLength(32)
  phoneNumber!: string;

  /**
   * Whether to end bookings through which calls still connect; if not, such bookings make the
   * request fail.
   */
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
