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
import { LocatedAt, PageQuery } from '../../platform/rest/index.js';
import {
  ApiKeyGuard,
  CurrentPrincipal,
  type Principal,
  RequiredScope,
} from '../../platform/security/index.js';
import { CreateTwilioAccountDto } from './twilio-account.dto.js';
import { TwilioAccountService } from './twilio-account.service.js';

@Controller('v1/twilio-accounts')
@UseGuards(ApiKeyGuard)
export class TwilioAccountController {
  constructor(private readonly accounts: TwilioAccountService) {}

  /**
   * Creates the credentials of a program that speaks Twilio Proxy's API. They can have only scopes
   * and pools that the requesting key has.
   * @answers 201 The new account with its auth token, which is not shown again.
   * @throws GrantExceededError, KeyPoolNotFoundError
   */
  @Post()
  @RequiredScope('keys:write', { action: 'twilio-account.create' })
  @LocatedAt('/v1/twilio-accounts/{accountSid}')
  create(@Body() request: CreateTwilioAccountDto, @CurrentPrincipal() principal: Principal) {
    return this.accounts.create(request, principal);
  }

  /**
   * Lists Twilio accounts, newest first. Does not return auth tokens.
   * @answers 200 A page of accounts.
   */
  @Get()
  @RequiredScope('keys:write', { isWide: true })
  list(@Query() page: PageQuery, @CurrentPrincipal() principal: Principal) {
    return this.accounts.list(page, principal);
  }

  /**
   * Shows a Twilio account. Does not return the auth token.
   * @answers 200 The account.
   * @throws TwilioAccountNotFoundError
   */
  @Get(':accountSid')
  @RequiredScope('keys:write')
  get(@Param('accountSid') accountSid: string, @CurrentPrincipal() principal: Principal) {
    return this.accounts.get(accountSid, principal);
  }

  /**
   * Revokes a Twilio account. Every replica refuses it within five seconds. Revoking it again has
   * no effect.
   * @answers 204 The account is revoked.
   * @throws TwilioAccountNotFoundError, GrantExceededError
   */
  @Delete(':accountSid')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('keys:write', { action: 'twilio-account.revoke' })
  revoke(@Param('accountSid') accountSid: string, @CurrentPrincipal() principal: Principal) {
    return this.accounts.revoke(accountSid, principal);
  }
}
