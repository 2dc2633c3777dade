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
import { type ListQuery, readPage, slice, toTwilioList } from '../http/list.js';
import { ServiceService } from '../services/service.service.js';
import type { SessionRow } from '../sessions/session.repository.js';
import { SessionService } from '../sessions/session.service.js';
import { sidOf } from '../sid.js';
import { type ParticipantContext, ParticipantMapper } from './participant.mapper.js';
import type { ParticipantRow } from './participant.repository.js';
import { ParticipantService } from './participant.service.js';

@Controller('twilio/v1/Services/:service/Sessions/:session/Participants')
@UseGuards(ApiKeyGuard)
export class ParticipantController {
  constructor(
    private readonly services: ServiceService,
    private readonly sessions: SessionService,
    private readonly participants: ParticipantService,
    private readonly mapper: ParticipantMapper,
    private readonly base: BaseUrl,
  ) {}

  @Post()
  @RequiredScope('bookings:write', { action: 'twilio-participant.add' })
  async add(
    @Param('service') serviceSid: string,
    @Param('session') sessionSid: string,
    @Body() form: Form,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const session = await this.sessionOf(serviceSid, sessionSid, principal);
    const participant = await this.participants.add(session, new FormReader(form), principal);
    return this.mapper.toResponse(
      participant,
      this.contextOf(session, { serviceSid, principal, origin }),
    );
  }

  @Get()
  @RequiredScope('bookings:read', { isWide: true })
  async list(
    @Param('service') serviceSid: string,
    @Param('session') sessionSid: string,
    @Query() query: ListQuery,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const page = readPage(query);
    const session = await this.sessionOf(serviceSid, sessionSid, principal);
    const all = await this.participants.list(session, principal);
    const context = this.contextOf(session, { serviceSid, principal, origin });
    const read = slice(all, page, ({ role }: ParticipantRow) => role);
    return toTwilioList({ url: context.url, key: 'participants' }, page, read, (row) =>
      this.mapper.toResponse(row, context),
    );
  }

  @Get(':participant')
  @RequiredScope('bookings:read')
  async get(
    @Param('service') serviceSid: string,
    @Param('session') sessionSid: string,
    @Param('participant') sid: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const session = await this.sessionOf(serviceSid, sessionSid, principal);
    const participant = await this.participants.get(session, sid, principal);
    return this.mapper.toResponse(
      participant,
      this.contextOf(session, { serviceSid, principal, origin }),
    );
  }

  @Delete(':participant')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('bookings:write', { action: 'twilio-participant.remove' })
  async remove(
    @Param('service') serviceSid: string,
    @Param('session') sessionSid: string,
    @Param('participant') sid: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    const session = await this.sessionOf(serviceSid, sessionSid, principal);
    await this.participants.remove(session, sid, principal);
  }

  private async sessionOf(serviceSid: string, sessionSid: string, principal: Principal) {
    const { pool_id: poolId } = await this.services.find(serviceSid, principal);
    return this.sessions.find(poolId, sessionSid);
  }

  private contextOf(
    { id }: SessionRow,
    { serviceSid, principal, origin }: { serviceSid: string; principal: Principal; origin: string },
  ): ParticipantContext {
    const sessionSid = sidOf('KC', id);
    const path = `Services/${serviceSid}/Sessions/${sessionSid}/Participants`;
    return { principal, serviceSid, sessionSid, url: `${this.base.of(origin)}/${path}` };
  }
}
