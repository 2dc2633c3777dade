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

/** A number stands in the body and never in a path, which proxies write into their logs. */
@Controller('v1')
@UseGuards(ApiKeyGuard)
export class PrivacyController {
  constructor(
    private readonly erasures: ErasureService,
    private readonly exports: ExportService,
  ) {}

  /**
   * Erases a phone number from everything that is stored. Bookings and calls stay, without it; bookings
   * by which its calls still connect are in the way, or are ended first.
   * @operationId erasePhoneNumber
   * @answers 200 It is done.
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
   * Exports what is stored of a phone number, a page at a time. Bookings, then calls, newest first; it
   * shows no number, and is on record.
   * @operationId exportPhoneNumber
   * @answers 200 A page of bookings and calls.
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
