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
import { accountSidOf } from '../http/account-sid.js';
import { BaseUrl, RequestOrigin } from '../http/base-url.js';
import { FormReader } from '../http/form.js';
import { type ListQuery, readPage, toTwilioList } from '../http/list.js';
import { ServiceService } from '../services/service.service.js';
import { mapNumber } from './phone-number.mapper.js';
import { type NumberRow, PhoneNumberService } from './phone-number.service.js';

@Controller('twilio/v1/Services/:service')
@UseGuards(ApiKeyGuard)
export class PhoneNumberController {
  constructor(
    private readonly services: ServiceService,
    private readonly numbers: PhoneNumberService,
    private readonly base: BaseUrl,
  ) {}

  @Post('PhoneNumbers')
  @RequiredScope('pools:write', { action: 'twilio-phone-number.add' })
  async add(
    @Param('service') serviceSid: string,
    @Body() form: Form,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const service = await this.services.find(serviceSid, principal);
    const number = await this.numbers.add(service, new FormReader(form), principal);
    return mapNumber(number, this.contextOf(serviceSid, principal, origin));
  }

  @Get('PhoneNumbers')
  @RequiredScope('pools:read', { isWide: true })
  async list(
    @Param('service') serviceSid: string,
    @Query() query: ListQuery,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const page = readPage(query);
    const { pool_id: poolId } = await this.services.find(serviceSid, principal);
    const rows = await this.numbers.list(poolId, page);
    const context = this.contextOf(serviceSid, principal, origin);
    const read = { rows, positionOf: ({ msisdn }: NumberRow) => msisdn };
    return toTwilioList({ url: context.url, key: 'phone_numbers' }, page, read, (row) =>
      mapNumber(row, context),
    );
  }

  /** 8x8 has no short codes, so the list is empty. */
  @Get('ShortCodes')
  @RequiredScope('pools:read')
  async listShortCodes(
    @Param('service') serviceSid: string,
    @Query() query: ListQuery,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    await this.services.find(serviceSid, principal);
    const url = `${this.base.of(origin)}/Services/${serviceSid}/ShortCodes`;
    const none = { rows: [] as string[], positionOf: (row: string) => row };
    return toTwilioList({ url, key: 'short_codes' }, readPage(query), none, (row) => row);
  }

  @Get('PhoneNumbers/:number')
  @RequiredScope('pools:read')
  async get(
    @Param('service') serviceSid: string,
    @Param('number') sid: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const { pool_id: poolId } = await this.services.find(serviceSid, principal);
    const number = await this.numbers.getBySid(poolId, sid);
    return mapNumber(number, this.contextOf(serviceSid, principal, origin));
  }

  @Post('PhoneNumbers/:number')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('pools:write', { action: 'twilio-phone-number.update' })
  async update(
    @Param('service') serviceSid: string,
    @Param('number') sid: string,
    @Body() form: Form,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const { pool_id: poolId } = await this.services.find(serviceSid, principal);
    const number = await this.numbers.update(poolId, sid, new FormReader(form), principal);
    return mapNumber(number, this.contextOf(serviceSid, principal, origin));
  }

  @Delete('PhoneNumbers/:number')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('pools:write', { action: 'twilio-phone-number.remove' })
  async remove(
    @Param('service') serviceSid: string,
    @Param('number') sid: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    const { pool_id: poolId } = await this.services.find(serviceSid, principal);
    await this.numbers.remove(poolId, sid, principal);
  }

  private contextOf(serviceSid: string, principal: Principal, origin: string) {
    const url = `${this.base.of(origin)}/Services/${serviceSid}/PhoneNumbers`;
    return { accountSid: accountSidOf(principal), serviceSid, url };
  }
}
