import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import type { Form } from '../../platform/http/index.js';
import {
  ApiKeyGuard,
  CurrentPrincipal,
  type Principal,
  RequiredScope,
} from '../../platform/security/index.js';
import { BaseUrl, RequestOrigin } from '../http/base-url.js';
import { FormReader } from '../http/form.js';
import { type ListQuery, readPage, toTwilioList } from '../http/list.js';
import { accountSidOf } from '../http/account-sid.js';
import { mapService } from './service.mapper.js';
import type { ServiceRow } from './service.repository.js';
import { ServiceService } from './service.service.js';

@Controller('twilio/v1/Services')
@UseGuards(ApiKeyGuard)
export class ServiceController {
  constructor(
    private readonly services: ServiceService,
    private readonly base: BaseUrl,
  ) {}

  @Post()
  @RequiredScope('pools:write', { action: 'twilio-service.create' })
  async create(
    @Body() form: Form,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const service = await this.services.create(new FormReader(form), principal);
    return this.map(service, principal, origin);
  }

  @Get()
  @RequiredScope('pools:read', { isWide: true })
  async list(
    @Query() query: ListQuery,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const page = readPage(query);
    const rows = await this.services.list(page, principal);
    const list = { url: this.urlOf(origin), key: 'services' };
    const read = { rows, positionOf: (row: ServiceRow) => row.pool_id };
    return toTwilioList(list, page, read, (row) => this.map(row, principal, origin));
  }

  @Get(':service')
  @RequiredScope('pools:read')
  async get(
    @Param('service') sid: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    return this.map(await this.services.find(sid, principal), principal, origin);
  }

  @Post(':service')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('pools:write', { action: 'twilio-service.update' })
  async update(
    @Param('service') sid: string,
    @Body() form: Form,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const service = await this.services.update(sid, new FormReader(form), principal);
    return this.map(service, principal, origin);
  }

  @Delete(':service')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('pools:write', { action: 'twilio-service.delete' })
  delete(@Param('service') sid: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.services.delete(sid, principal);
  }

  private map(service: ServiceRow, principal: Principal, origin: string) {
    return mapService(service, accountSidOf(principal), this.urlOf(origin));
  }

  private urlOf(origin: string): string {
    return `${this.base.of(origin)}/Services`;
  }
}
