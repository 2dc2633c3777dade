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
import { mapSession, type SessionContext } from './session.mapper.js';
import type { SessionRow } from './session.repository.js';
import { SessionService } from './session.service.js';

@Controller('twilio/v1/Services/:service/Sessions')
@UseGuards(ApiKeyGuard)
export class SessionController {
  constructor(
    private readonly services: ServiceService,
    private readonly sessions: SessionService,
    private readonly base: BaseUrl,
  ) {}

  @Post()
  @RequiredScope('bookings:write', { action: 'twilio-session.create' })
  async create(
    @Param('service') serviceSid: string,
    @Body() form: Form,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const service = await this.services.find(serviceSid, principal);
    const session = await this.sessions.create(service, new FormReader(form), principal);
    return mapSession(session, this.contextOf(serviceSid, principal, origin));
  }

  @Get()
  @RequiredScope('bookings:read', { isWide: true })
  async list(
    @Param('service') serviceSid: string,
    @Query() query: ListQuery,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const page = readPage(query);
    const { pool_id: poolId } = await this.services.find(serviceSid, principal);
    const rows = await this.sessions.list(poolId, page);
    const context = this.contextOf(serviceSid, principal, origin);
    const read = { rows, positionOf: ({ id }: SessionRow) => id };
    return toTwilioList({ url: context.url, key: 'sessions' }, page, read, (row) =>
      mapSession(row, context),
    );
  }

  @Get(':session')
  @RequiredScope('bookings:read')
  async get(
    @Param('service') serviceSid: string,
    @Param('session') sid: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const session = await this.find(serviceSid, sid, principal);
    return mapSession(session, this.contextOf(serviceSid, principal, origin));
  }

  @Post(':session')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('bookings:write', { action: 'twilio-session.update' })
  async update(
    @Param('service') serviceSid: string,
    @Param('session') sid: string,
    @Body() form: Form,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const before = await this.find(serviceSid, sid, principal);
    const session = await this.sessions.update(before, new FormReader(form), principal);
    return mapSession(session, this.contextOf(serviceSid, principal, origin));
  }

  @Delete(':session')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('bookings:write', { action: 'twilio-session.delete' })
  async delete(
    @Param('service') serviceSid: string,
    @Param('session') sid: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.sessions.delete(await this.find(serviceSid, sid, principal), principal);
  }

  private async find(serviceSid: string, sid: string, principal: Principal): Promise<SessionRow> {
    const { pool_id: poolId } = await this.services.find(serviceSid, principal);
    return this.sessions.find(poolId, sid);
  }

  private contextOf(serviceSid: string, principal: Principal, origin: string): SessionContext {
    const url = `${this.base.of(origin)}/Services/${serviceSid}/Sessions`;
    return { accountSid: accountSidOf(principal), serviceSid, url };
  }
}
