import { Body, Controller, HttpCode, HttpStatus, Post, UseGuards } from '@nestjs/common';
import { type Access, ApiKeyGuard, RequestAccess, RequiredScope } from '../security/index.js';
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

  @Post('erasures')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('erasures:write', { action: 'erasure.create', isForAllPools: true })
  erase(@Body() request: ErasureDto, @RequestAccess() access: Access) {
    return this.erasures.erase(request, access);
  }

  /** A page of it. */
  @Post('exports')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('numbers:reveal', { action: 'export.create', isForAllPools: true })
  export(@Body() request: ExportDto, @RequestAccess() access: Access) {
    return this.exports.page(request, access);
  }
}
