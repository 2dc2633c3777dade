import { Module } from '@nestjs/common';
import { BookingModule } from '../booking/index.js';
import { NumberKeyRepository } from './number-key.repository.js';
import { NumberKeyController } from './number-key.controller.js';
import { NumberKeysService } from './number-keys.service.js';
import { ReencryptionService } from './reencryption.service.js';

/** Rotation of the keys that encrypt and index phone numbers. */
@Module({
  imports: [BookingModule],
  controllers: [NumberKeyController],
  providers: [NumberKeyRepository, NumberKeysService, ReencryptionService],
})
export class RotationModule {}
