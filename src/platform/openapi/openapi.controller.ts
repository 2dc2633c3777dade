import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotFoundError } from '../errors/index.js';
import { ServedDocument, ServedFiles } from '../rest/index.js';
import { readDocument } from './document.js';
import { errorPage, NOT_BUILT_PAGE, PAGE_POLICY } from './pages.js';
import { REFERENCE_POLICY } from './reference-policy.js';

/** The same folder, whether this file runs from `dist/` or from `src/`. */
const REFERENCE = new URL('../../../dist/reference/', import.meta.url);

const html = (policy: string) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
});
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Serves the API documentation. It needs no key, because the source code is public. */
@Controller()
export class OpenApiController {
  private readonly documents;
  private readonly files = new ServedFiles(REFERENCE, 'docs/assets/');

  constructor() {
    const document = readDocument();
    const { page } = this.files;
    this.documents = {
      openApi: new ServedDocument(JSON.stringify(document), JSON_TYPE),
      docs: new ServedDocument(
        page ?? NOT_BUILT_PAGE,
        html(page === undefined ? PAGE_POLICY : REFERENCE_POLICY),
      ),
      errors: new ServedDocument(errorPage(document), html(PAGE_POLICY)),
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
   * Shows the API reference, a page. It loads nothing from other hosts.
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

  /** Returns a script or a style of the API reference. @throws NotFoundError */
  @Get('docs/assets/:file')
  asset(
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asset = this.files.asset(file);
    if (!asset) throw new NotFoundError();
    return asset.send(request, reply);
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
