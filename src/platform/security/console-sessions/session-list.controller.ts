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
import { ApiKeyGuard } from '../auth/api-key.guard.js';
import { type Principal, CurrentPrincipal } from '../auth/principal.js';
import { RequiredScope } from '../auth/required-scope.js';
import { ListConsoleSessionsQuery, RevokeConsoleSessionsDto } from './session-list.dto.js';
import { SessionListService } from './session-list.service.js';

@Controller('v1/console-sessions')
@UseGuards(ApiKeyGuard)
export class SessionListController {
  constructor(private readonly sessions: SessionListService) {}

  /**
   * Lists who is signed in to the console, newest first. A key that is restricted to pools sees
   * sessions of keys that are restricted to some of them.
   * @operationId listConsoleSessions
   * @answers 200 A page of sessions that are valid now.
   */
  @Get()
  @RequiredScope('keys:write', { isWide: true })
  list(@Query() query: ListConsoleSessionsQuery, @CurrentPrincipal() principal: Principal) {
    return this.sessions.list(query, principal);
  }

  /**
   * Revokes all sessions of a key, on every replica within five seconds. The key stays valid: revoke
   * it too if it may be known to somebody else.
   * @operationId revokeConsoleSessions
   * @answers 200 How many sessions have ended.
   * @throws ApiKeyNotFoundError, GrantExceededError
   */
  @Post('revoke')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('keys:write', { action: 'console-session.revoke' })
  revokeOfKey(@Body() { key }: RevokeConsoleSessionsDto, @CurrentPrincipal() principal: Principal) {
    return this.sessions.revokeOfKey(key, principal);
  }

  /**
   * Revokes a session, on every replica within five seconds. Revoking it again has no effect.
   * @operationId revokeConsoleSession
   * @answers 204 The session has ended.
   * @throws ConsoleSessionNotFoundError, GrantExceededError
   */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('keys:write', { action: 'console-session.revoke' })
  revoke(@Param('id') id: string, @CurrentPrincipal() principal: Principal) {
    return this.sessions.revoke(id, principal);
  }
}
