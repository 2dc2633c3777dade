import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  assertFromConsole,
  type ConsoleSessionResponse,
  ConsoleSessionService,
  isSecureRequest,
  SESSION_SECONDS,
  sessionCookie,
} from '../platform/security/index.js';
import { SignInDto } from './session.dto.js';
import { SignInLimiter } from './sign-in-limiter.js';

/** The session of an operator in the console. Its token is only in the cookie. */
@Controller('console/session')
export class SessionController {
  constructor(
    private readonly sessions: ConsoleSessionService,
    private readonly limiter: SignInLimiter,
  ) {}

  /** Exchanges an API key for a session. @throws TooManySignInsError, UnauthenticatedError */
  @Post()
  @HttpCode(HttpStatus.NO_CONTENT)
  async signIn(
    @Body() { key }: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    assertFromConsole(request.headers);
    this.limiter.take(request.ip, reply);
    const token = await this.sessions.signIn(key, request.ip);
    setCookie(request, reply, token, SESSION_SECONDS);
  }

  /** Shows the session. @throws UnauthenticatedError */
  @Get()
  current(@Req() { raw }: FastifyRequest): Promise<ConsoleSessionResponse> {
    return this.sessions.current(raw);
  }

  /** Ends the session, on every replica within five seconds. @throws UnauthenticatedError */
  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.signOut(request.raw, request.ip);
    setCookie(request, reply, '', 0);
  }
}

function setCookie(
  { headers, protocol }: FastifyRequest,
  reply: FastifyReply,
  token: string,
  seconds: number,
): void {
  const isSecure = isSecureRequest(headers, protocol);
  void reply.header('set-cookie', sessionCookie(token, seconds, isSecure));
}
