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
import { type ListQuery, readPage, slice, toTwilioList } from '../http/list.js';
import { ParticipantService } from '../participants/participant.service.js';
import { ServiceService } from '../services/service.service.js';
import type { SessionRow } from '../sessions/session.repository.js';
import { SessionService } from '../sessions/session.service.js';
import { participantSidOf, sidOf } from '../sid.js';
import { type Interaction, type InteractionContext, mapInteraction } from './interaction.js';
import { InteractionService } from './interaction.service.js';

@Controller('twilio/v1/Services/:service/Sessions/:session')
@UseGuards(ApiKeyGuard)
export class InteractionController {
  constructor(
    private readonly services: ServiceService,
    private readonly sessions: SessionService,
    private readonly participants: ParticipantService,
    private readonly interactions: InteractionService,
    private readonly base: BaseUrl,
  ) {}

  @Get('Interactions')
  @RequiredScope('calls:read', { isWide: true })
  async list(
    @Param('service') serviceSid: string,
    @Param('session') sessionSid: string,
    @Query() query: ListQuery,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const session = await this.sessionOf(serviceSid, sessionSid, principal);
    const all = await this.interactions.list(session, principal);
    return this.page(all, query, this.contextOf(session, { serviceSid, principal, origin }));
  }

  @Get('Interactions/:interaction')
  @RequiredScope('calls:read')
  async get(
    @Param('service') serviceSid: string,
    @Param('session') sessionSid: string,
    @Param('interaction') sid: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const session = await this.sessionOf(serviceSid, sessionSid, principal);
    const interaction = await this.interactions.get(session, sid, principal);
    return mapInteraction(interaction, this.contextOf(session, { serviceSid, principal, origin }));
  }

  @Delete('Interactions/:interaction')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('calls:read', { action: 'twilio-interaction.delete' })
  async delete(
    @Param('service') serviceSid: string,
    @Param('session') sessionSid: string,
    @Param('interaction') sid: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    const session = await this.sessionOf(serviceSid, sessionSid, principal);
    await this.interactions.delete(session, sid, principal);
  }

  @Post('Participants/:participant/MessageInteractions')
  @RequiredScope('messages:write', { action: 'twilio-message-interaction.create' })
  async send(
    @Param('service') serviceSid: string,
    @Param('session') sessionSid: string,
    @Param('participant') participantSid: string,
    @Body() form: Form,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const session = await this.sessionOf(serviceSid, sessionSid, principal);
    const participant = await this.participants.find(session, participantSid);
    const sent = await this.interactions.send(
      session,
      participant,
      new FormReader(form),
      principal,
    );
    const context = this.contextOf(session, { serviceSid, principal, origin }, participant.role);
    return mapMessageInteraction(sent, context);
  }

  @Get('Participants/:participant/MessageInteractions')
  @RequiredScope('messages:read', { isWide: true })
  async listMessages(
    @Param('service') serviceSid: string,
    @Param('session') sessionSid: string,
    @Param('participant') participantSid: string,
    @Query() query: ListQuery,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const session = await this.sessionOf(serviceSid, sessionSid, principal);
    const participant = await this.participants.find(session, participantSid);
    const all = await this.interactions.listMessages(session, participant, principal);
    const context = this.contextOf(session, { serviceSid, principal, origin }, participant.role);
    return this.page(all, query, context, mapMessageInteraction);
  }

  @Get('Participants/:participant/MessageInteractions/:interaction')
  @RequiredScope('messages:read')
  async getMessage(
    @Param('service') serviceSid: string,
    @Param('session') sessionSid: string,
    @Param('participant') participantSid: string,
    @Param('interaction') sid: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: string,
  ) {
    const session = await this.sessionOf(serviceSid, sessionSid, principal);
    const participant = await this.participants.find(session, participantSid);
    const sent = await this.interactions.getMessage(session, participant, sid, principal);
    const context = this.contextOf(session, { serviceSid, principal, origin }, participant.role);
    return mapMessageInteraction(sent, context);
  }

  private page(
    all: readonly Interaction[],
    query: ListQuery,
    context: InteractionContext,
    map: typeof mapInteraction = mapInteraction,
  ) {
    const page = readPage(query);
    const read = slice(all, page, ({ sid }: Interaction) => sid);
    return toTwilioList({ url: context.url, key: 'interactions' }, page, read, (one) =>
      map(one, context),
    );
  }

  private async sessionOf(serviceSid: string, sessionSid: string, principal: Principal) {
    const { pool_id: poolId } = await this.services.find(serviceSid, principal);
    return this.sessions.find(poolId, sessionSid);
  }

  /** @param role of the participant whose messages the answer shows */
  private contextOf(
    { id }: SessionRow,
    { serviceSid, principal, origin }: { serviceSid: string; principal: Principal; origin: string },
    role?: string,
  ): InteractionContext {
    const sessionSid = sidOf('KC', id);
    const path =
      role === undefined
        ? 'Interactions'
        : `Participants/${participantSidOf(role)}/MessageInteractions`;
    const url = `${this.base.of(origin)}/Services/${serviceSid}/Sessions/${sessionSid}/${path}`;
    return { accountSid: accountSidOf(principal), serviceSid, sessionSid, url };
  }
}

const mapMessageInteraction: typeof mapInteraction = (interaction, context) => ({
  ...mapInteraction(interaction, context),
  participant_sid: interaction.outbound.participantSid,
});
