import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  UseGuards,
} from '@nestjs/common';
import { LocatedAt } from '../../platform/rest/index.js';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { CreateDecisionHookDto, UpdateDecisionHookDto } from './decision-hook.dto.js';
import { DecisionHookService } from './decision-hook.service.js';

@Controller('v1/pools/:pool/decision-hook')
@UseGuards(ApiKeyGuard)
export class DecisionHookController {
  constructor(private readonly hooks: DecisionHookService) {}

  /**
   * Creates the decision hook of a pool: from now on Maskline asks its URL before it connects a call.
   * Only this response, and that of a secret rotation, contains the secret.
   * @operationId createDecisionHook
   * @answers 201 The new decision hook with its secret.
   * @throws PoolNotFoundError, DecisionHookExistsError, DecisionHookUrlRefusedError
   */
  @Post()
  @RequiredScope('pools:write', { action: 'pool.create-decision-hook' })
  @LocatedAt('/v1/pools/{pool}/decision-hook')
  create(
    @Param('pool') pool: string,
    @Body() hook: CreateDecisionHookDto,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.hooks.create(pool, hook, principal);
  }

  /**
   * Shows the decision hook of a pool.
   * @operationId getDecisionHook
   * @answers 200 The decision hook.
   * @throws PoolNotFoundError, DecisionHookNotFoundError
   */
  @Get()
  @RequiredScope('pools:read')
  get(@Param('pool') pool: string, @CurrentPrincipal() principal: Principal) {
    return this.hooks.get(pool, principal);
  }

  /**
   * Changes the decision hook of a pool. Only the given fields change.
   * @operationId updateDecisionHook
   * @answers 200 The updated decision hook.
   * @throws PoolNotFoundError, DecisionHookNotFoundError, DecisionHookUrlRefusedError
   */
  @Patch()
  @RequiredScope('pools:write', { action: 'pool.update-decision-hook' })
  update(
    @Param('pool') pool: string,
    @Body() change: UpdateDecisionHookDto,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.hooks.update(pool, change, principal);
  }

  /**
   * Rotates the secret of a decision hook. The previous secret stays valid for another 24 hours.
   * @operationId rotateDecisionHookSecret
   * @answers 200 The decision hook with its new secret.
   * @throws PoolNotFoundError, DecisionHookNotFoundError
   */
  @Post('rotate-secret')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('pools:write', { action: 'pool.rotate-decision-hook-secret' })
  rotateSecret(@Param('pool') pool: string, @CurrentPrincipal() principal: Principal) {
    return this.hooks.rotateSecret(pool, principal);
  }

  /**
   * Deletes the decision hook of a pool. Calls connect without a question again.
   * @operationId deleteDecisionHook
   * @answers 204 The pool has no decision hook.
   * @throws PoolNotFoundError, DecisionHookNotFoundError
   */
  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('pools:write', { action: 'pool.delete-decision-hook' })
  delete(@Param('pool') pool: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.hooks.delete(pool, principal);
  }
}
