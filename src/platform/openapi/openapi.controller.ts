import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readDocument } from './document.js';
import { documentPage, errorPage, PAGE_POLICY } from './pages.js';
import { ServedDocument } from '../rest/index.js';

const HTML = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Serves the API documentation. It needs no key, because the source code is public. */
@Controller()
export class OpenApiController {
  private readonly documents;

  constructor() {
    const document = readDocument();
    this.documents = {
      openApi: new ServedDocument(JSON.stringify(document), JSON_TYPE),
      docs: new ServedDocument(documentPage(document), HTML),
      errors: new ServedDocument(errorPage(document), HTML),
    };
  }

  /**
   * Shows this document.
   * @operationId getOpenApi
   * @header ETag Of this release and content coding; `If-None-Match` with it gets 304.
   * @answers 200 An OpenAPI 3.1 document.
   * @answers 304 The client has it.
   */
  @Get('openapi.json')
  openApi(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<object | void> {
    return this.documents.openApi.send(request, reply);
  }

  /**
   * Shows the API as a page. It contains no scripts and no external resources.
   * @operationId getDocs
   * @produces text/html
   * @header ETag Of this release and content coding; `If-None-Match` with it gets 304.
   * @answers 200 A page.
   * @answers 304 The client has it.
   */
  @Get('docs')
  docs(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<string | void> {
    return this.documents.docs.send(request, reply);
  }

  /**
   * Shows the meaning of each error code. The `type` of a problem links to its row.
   * @operationId getErrorDocs
   * @produces text/html
   * @header ETag Of this release and content coding; `If-None-Match` with it gets 304.
   * @answers 200 A page.
   * @answers 304 The client has it.
   */
  @Get('docs/errors')
  errors(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<string | void> {
    return this.documents.errors.send(request, reply);
  }
}
