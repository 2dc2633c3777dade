import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotFoundError } from '../platform/errors/index.js';
import { ConsoleFiles } from './console-files.js';
import { ConsoleNotBuiltError } from './console.errors.js';
import { newNonce, NONCE_MARK, pagePolicy } from './page-policy.js';

/** Serves the console. Its files are public, as the source code is; they contain no data. */
@Controller('console')
export class ConsoleController {
  constructor(private readonly files: ConsoleFiles) {}

  /** Shows the console. @throws ConsoleNotBuiltError */
  @Get()
  page(@Res({ passthrough: true }) reply: FastifyReply): string {
    if (this.files.page === undefined) throw new ConsoleNotBuiltError();
    const nonce = newNonce();
    void reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy(nonce),
    });
    return this.files.page.replaceAll(NONCE_MARK, nonce);
  }

  /** Returns a script or a style. @throws NotFoundError */
  @Get('assets/:file')
  asset(
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asset = this.files.asset(file);
    if (!asset) throw new NotFoundError();
    return asset.send(request, reply);
  }
}
