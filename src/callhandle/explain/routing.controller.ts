import { Body, Controller, HttpCode, HttpStatus, Post, UseGuards } from '@nestjs/common';
import {
  type Access,
  ApiKeyGuard,
  RequestAccess,
  RequiredScope,
} from '../../platform/security/index.js';
import { ExplainRoutingDto } from './routing.dto.js';
import { RoutingExplanationService } from './routing-explanation.service.js';

@Controller('v1/routing')
@UseGuards(ApiKeyGuard)
export class RoutingController {
  constructor(private readonly explanations: RoutingExplanationService) {}

  /**
   * Tells what a call would get now, and why. It connects nobody and records nothing.
   * @operationId explainRouting
   * @answers 200 What 8x8 would be told.
   * @throws VirtualNumberNotFoundError, InvalidPhoneNumberError
   */
  @Post('explain')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('bookings:read', { onlyAsks: true })
  explain(@Body() { virtualNumber, caller }: ExplainRoutingDto, @RequestAccess() access: Access) {
    return this.explanations.explain(virtualNumber, caller, access);
  }
}
