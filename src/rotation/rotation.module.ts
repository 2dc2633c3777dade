import { Module } from '@nestjs/common';
import { BookingModule } from '../booking/index.js';
import { NumberKeyRepository } from './number-key.repository.js';
import { NumberKeysController } from './number-keys.controller.js';
import { NumberKeysService } from './number-keys.service.js';
import { NumberKeysTask } from './number-keys.task.js';
import { ResealingService } from './resealing.service.js';

/** Rotation of the keys that phone numbers are encrypted and found with. */
@Module({
  imports: [BookingModule],
  controllers: [NumberKeysController],
  providers: [NumberKeyRepository, NumberKeysService, NumberKeysTask, ResealingService],
})
export class RotationModule {}
