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
import { LocatedAt, PageQuery } from '../../rest/index.js';
import { type Principal, CurrentPrincipal } from '../auth/principal.js';
import { RequiredScope } from '../auth/required-scope.js';
import { ApiKeyGuard } from '../auth/api-key.guard.js';
import { CreateApiKeyDto, RotateApiKeyDto } from './api-key.dto.js';
import { ApiKeyService } from './api-key.service.js';

@Controller('v1/api-keys')
@UseGuards(ApiKeyGuard)
export class ApiKeyController {
  constructor(private readonly keys: ApiKeyService) {}

  /**
   * Creates an API key. It can have only scopes and pools that the requesting key has.
   * @answers 201 The new key, which is not shown again.
   * @throws GrantExceededError, KeyPoolNotFoundError, KeyExpiryInThePastError
   */
  @Post()
  @RequiredScope('keys:write', { action: 'api-key.create' })
  @LocatedAt('/v1/api-keys/{id}')
  create(@Body() request: CreateApiKeyDto, @CurrentPrincipal() principal: Principal) {
    return this.keys.create(request, principal);
  }

  /**
   * Lists API keys, newest first. Does not return the keys themselves.
   * @answers 200 A page of API keys.
   */
  @Get()
  @RequiredScope('keys:write', { isWide: true })
  list(@Query() page: PageQuery, @CurrentPrincipal() principal: Principal) {
    return this.keys.list(page, principal);
  }

  /**
   * Shows an API key. Does not return the key itself.
   * @answers 200 The API key.
   * @throws ApiKeyNotFoundError
   */
  @Get(':id')
  @RequiredScope('keys:write')
  get(@Param('id') id: string, @CurrentPrincipal() principal: Principal) {
    return this.keys.get(id, principal);
  }

  /**
   * Rotates an API key. The successor has the same permissions, and the old key stays valid for
   * `overlapSeconds`.
   * @answers 201 The successor with its key, which is not shown again.
   * @throws ApiKeyNotFoundError, ApiKeyEndedError, ApiKeyRotatedError, GrantExceededError
   * @throws KeyExpiryInThePastError
   */
  @Post(':id/rotate')
  @RequiredScope('keys:write', { action: 'api-key.rotate' })
  @LocatedAt('/v1/api-keys/{id}')
  rotate(
    @Param('id') id: string,
    @Body() request: RotateApiKeyDto,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.keys.rotate(id, request, principal);
  }

  /**
   * Revokes an API key. Every replica refuses it within five seconds. Revoking it again has no
   * effect.
   * @answers 204 The key is revoked.
   * @throws ApiKeyNotFoundError, GrantExceededError
   */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('keys:write', { action: 'api-key.revoke' })
  revoke(@Param('id') id: string, @CurrentPrincipal() principal: Principal) {
    return this.keys.revoke(id, principal);
  }
}
