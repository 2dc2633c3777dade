import { Body, Controller, HttpCode, HttpStatus, Post, UseGuards } from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { ExplainRoutingDto } from './routing.dto.js';
import { RoutingExplanationService } from './routing-explanation.service.js';

@Controller('v1/routing')
@UseGuards(ApiKeyGuard)
export class RoutingController {
  constructor(private readonly explanations: RoutingExplanationService) {}

  /**
   * Explains how a call would be routed now, and why. Connects nobody and records nothing.
   * @operationId explainRouting
   * @answers 200 The decision and the callflow that 8x8 would get.
   * @throws VirtualNumberNotFoundError, InvalidPhoneNumberError
   */
  @Post('explain')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('bookings:read', { isReadOnly: true })
  explain(
    @Body() { virtualNumber, caller }: ExplainRoutingDto,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.explanations.explain(virtualNumber, caller, principal);
  }
}
