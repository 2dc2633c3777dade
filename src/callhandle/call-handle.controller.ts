import { Body, Controller, HttpCode, HttpStatus, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { arrivalOf } from '../platform/rest/index.js';
import { CallHandleService } from './call-handle.service.js';
import { TRY_AGAIN_LATER } from './decision/callflows.js';

/** 8x8's call handle (VCA). `CarrierWebhookGate` authenticates the request. */
@Controller('webhooks/8x8')
export class CallHandleController {
  constructor(private readonly callHandles: CallHandleService) {}

  /**
   * Answers a call handle (VCA). An unreadable body also gets a callflow, because a person is on
   * the line.
   * @operationId answerCallHandle
   * @answers 200 The callflow that 8x8 executes.
   */
  @Post('call-action')
  @HttpCode(HttpStatus.OK)
  @RouteConfig({ failureResponse: TRY_AGAIN_LATER })
  handle(@Body() message: unknown, @Req() request: FastifyRequest) {
    return this.callHandles.handle(message, arrivalOf(request), request.raw);
  }
}
