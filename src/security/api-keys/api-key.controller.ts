import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { PageQuery } from '../../common/index.js';
import { type Access, RequestAccess } from '../access.js';
import { RequiredScope } from '../required-scope.js';
import { ApiKeyGuard } from '../api-key.guard.js';
import { CreateApiKeyDto, RotateApiKeyDto } from './api-key.dto.js';
import { ApiKeyService } from './api-key.service.js';

@Controller('v1/api-keys')
@UseGuards(ApiKeyGuard)
export class ApiKeyController {
  constructor(private readonly keys: ApiKeyService) {}

  /** The answer has the key; it is not shown again. */
  @Post()
  @RequiredScope('keys:write', { action: 'api-key.create' })
  create(@Body() request: CreateApiKeyDto, @RequestAccess() access: Access) {
    return this.keys.create(request, access);
  }

  @Get()
  @RequiredScope('keys:write')
  list(@Query() page: PageQuery, @RequestAccess() access: Access) {
    return this.keys.list(page, access);
  }

  @Get(':id')
  @RequiredScope('keys:write')
  get(@Param('id') id: string, @RequestAccess() access: Access) {
    return this.keys.get(id, access);
  }

  @Post(':id/rotate')
  @RequiredScope('keys:write', { action: 'api-key.rotate' })
  rotate(
    @Param('id') id: string,
    @Body() request: RotateApiKeyDto,
    @RequestAccess() access: Access,
  ) {
    return this.keys.rotate(id, request, access);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('keys:write', { action: 'api-key.revoke' })
  revoke(@Param('id') id: string, @RequestAccess() access: Access) {
    return this.keys.revoke(id, access);
  }
}
