import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PoolModule } from '../pool/index.js';
import { BookingController } from './booking.controller.js';
import { Booking } from './booking.entity.js';
import { BookingMapper } from './booking.mapper.js';
import { BookingRepository } from './booking.repository.js';
import { BookingService } from './booking.service.js';
import { Party } from './party.entity.js';
import { Route } from './route.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Booking, Party, Route]), PoolModule],
  controllers: [BookingController],
  providers: [BookingService, BookingRepository, BookingMapper],
  exports: [BookingService],
})
export class BookingModule {}
