import { Controller, Get, Header } from '@nestjs/common';
import { readDocument } from './document.js';
import { PAGE_POLICY } from './html.js';
import { documentPage, errorPage } from './pages.js';

/** Seconds; the document changes only with the release. */
const CACHED = 'public, max-age=300';

/** What the API is. It needs no key: it is in the source for everybody to read. */
@Controller()
export class OpenApiController {
  private readonly document = readDocument();
  private readonly pages = {
    document: documentPage(this.document),
    errors: errorPage(this.document),
  };

  /**
   * Shows this document.
   * @operationId getOpenApi
   * @answers 200 An OpenAPI 3.1 document.
   */
  @Get('openapi.json')
  @Header('cache-control', CACHED)
  openApi(): object {
    return this.document;
  }

  /**
   * Shows the API as a page. Without scripts, and without anything from elsewhere.
   * @operationId getDocs
   * @produces text/html
   * @answers 200 A page.
   */
  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PAGE_POLICY)
  @Header('cache-control', CACHED)
  docs(): string {
    return this.pages.document;
  }

  /**
   * Shows what each error code means. The `type` of a problem leads to its line.
   * @operationId getErrorDocs
   * @produces text/html
   * @answers 200 A page.
   */
  @Get('docs/errors')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PAGE_POLICY)
  @Header('cache-control', CACHED)
  errors(): string {
    return this.pages.errors;
  }
}
