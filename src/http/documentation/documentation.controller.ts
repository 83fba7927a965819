import { Controller, Get, Header, Inject } from '@nestjs/common';
import { Allow } from '../access/access.guard';
import type { ApiDocument } from './document';
import { PAGE_POLICY, pageOf } from './page';

/** Names what answers with the document of the API, where interfaces cannot. */
export const API_DOCUMENT = Symbol('api document');

/** The API described: for programs, and for people. It does not describe itself. */
@Controller('api')
export class DocumentationController {
  constructor(@Inject(API_DOCUMENT) private readonly document: () => ApiDocument) {}

  @Get('openapi.json')
  @Allow('open')
  json(): ApiDocument {
    return this.document();
  }

  @Get('docs')
  @Allow('open')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PAGE_POLICY)
  page(): string {
    return pageOf(this.document());
  }
}
