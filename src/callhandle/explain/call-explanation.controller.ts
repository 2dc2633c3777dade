import { Controller, HttpCode, HttpStatus, Param, Post, UseGuards } from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { CallRecordService } from '../../status/index.js';
import { RoutingExplanationService } from './routing-explanation.service.js';

@Controller('v1/calls')
@UseGuards(ApiKeyGuard)
export class CallExplanationController {
  constructor(
    private readonly calls: CallRecordService,
    private readonly explanations: RoutingExplanationService,
  ) {}

  /**
   * Explains how the call would be routed if it came now. Its caller need not be known to the client.
   * Connects nobody and records nothing.
   * @operationId explainCall
   * @answers 200 The decision and the callflow that 8x8 would get.
   * @throws CallNotFoundError, CallerUnknownError, VirtualNumberNotFoundError,
   *   InvalidPhoneNumberError
   */
  @Post(':sessionId/explain')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('calls:read', { isReadOnly: true })
  async explain(@Param('sessionId') sessionId: string, @CurrentPrincipal() principal: Principal) {
    const { virtualNumber, caller } = await this.calls.dialOf(sessionId, principal);
    return this.explanations.explain(virtualNumber, caller, principal);
  }
}
