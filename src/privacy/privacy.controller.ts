import { Body, Controller, HttpCode, HttpStatus, Post, UseGuards } from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../platform/security/index.js';
import { ErasureService } from './erasure.service.js';
import { ExportService } from './export.service.js';
import { ErasureDto, ExportDto } from './privacy.dto.js';

/** Takes phone numbers in the body only: proxies write paths into their logs. */
@Controller('v1')
@UseGuards(ApiKeyGuard)
export class PrivacyController {
  constructor(
    private readonly erasures: ErasureService,
    private readonly exports: ExportService,
  ) {}

  /**
   * Erases a phone number from all stored data. Bookings, calls and records of texts stay, without
   * the number. Blocks of the number are deleted, also those that protect somebody from it; so are its
   * opt-outs. 8x8 is asked to erase its texts. If calls still connect through its bookings, the
   * request fails, unless `endBookings` ends these bookings first.
   * @operationId erasePhoneNumber
   * @answers 200 The phone number was erased.
   * @throws InvalidPhoneNumberError, LiveBookingsError, ErasureUnderWayError,
   *   NumberKeysOutdatedError
   */
  @Post('erasures')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('erasures:write', { action: 'erasure.create', isForAllPools: true })
  erase(@Body() request: ErasureDto, @CurrentPrincipal() principal: Principal) {
    return this.erasures.erase(request, principal);
  }

  /**
   * Exports the stored data of a phone number, page by page. Blocks come first, then bookings, calls,
   * texts and opt-outs, newest first. The response has no phone number. Each request writes an audit record.
   * @operationId exportPhoneNumber
   * @answers 200 A page of blocks, bookings, calls, texts and opt-outs.
   * @throws InvalidPhoneNumberError, InvalidCursorError, ErasureUnderWayError,
   *   NumberKeysOutdatedError
   */
  @Post('exports')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('numbers:reveal', { action: 'export.create', isForAllPools: true })
  export(@Body() request: ExportDto, @CurrentPrincipal() principal: Principal) {
    return this.exports.page(request, principal);
  }
}
