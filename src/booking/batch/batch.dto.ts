import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import type { CreateBookingDto } from '../model/booking.dto.js';

/** Maximum number of bookings of a batch. */
export const MAX_BATCH = 500;

/** Each booking is validated by itself, so that an invalid one is refused alone. */
export class CreateBookingsDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_BATCH)
  bookings!: CreateBookingDto[];
}
