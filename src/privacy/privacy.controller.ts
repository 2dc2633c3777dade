import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../platform/security/index.js';
import { CarrierErasureService } from '../messaging/index.js';
import { PageQuery } from '../platform/rest/index.js';
import { ErasureService } from './erasure.service.js';
import { ExportService } from './export.service.js';
import { ErasureDto, ExportDto } from './privacy.dto.js';
import { ErasureProgressService } from './progress/erasure-progress.service.js';

/** Takes phone numbers in the body only: proxies write paths into their logs. */
@Controller('v1')
@UseGuards(ApiKeyGuard)
export class PrivacyController {
  constructor(
    private readonly erasures: ErasureService,
    private readonly exports: ExportService,
    private readonly progress: ErasureProgressService,
    private readonly atCarrier: CarrierErasureService,
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
   * Lists erasures and how far they are, newest first. Says neither whose phone number was erased
   * nor why.
   * @operationId listErasures
   * @answers 200 A page of erasures.
   */
  @Get('erasures')
  @RequiredScope('erasures:write', { isForAllPools: true, isWide: true })
  listErasures(@Query() page: PageQuery) {
    return this.progress.list(page);
  }

  /**
   * Counts the texts that 8x8 has yet to erase. The job `carrier-erasures` asks 8x8 to erase one
   * after the other.
   * @operationId getCarrierErasures
   * @answers 200 The texts that wait.
   */
  @Get('erasures/carrier')
  @RequiredScope('erasures:write', { isForAllPools: true, isWide: true })
  carrierErasures() {
    return this.atCarrier.waiting();
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
