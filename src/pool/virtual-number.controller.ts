import { Body, Controller, Get, Param, Patch, Query, UseGuards } from '@nestjs/common';
import { ApiKeyGuard } from '../security/index.js';
import { ListVirtualNumbersQuery, UpdateVirtualNumberDto } from './virtual-number.dto.js';
import { VirtualNumberService } from './virtual-number.service.js';

@Controller('v1/virtual-numbers')
@UseGuards(ApiKeyGuard)
export class VirtualNumberController {
  constructor(private readonly numbers: VirtualNumberService) {}

  @Get()
  list(@Query() query: ListVirtualNumbersQuery) {
    return this.numbers.list(query);
  }

  @Get(':msisdn')
  get(@Param('msisdn') msisdn: string) {
    return this.numbers.get(msisdn);
  }

  @Patch(':msisdn')
  update(@Param('msisdn') msisdn: string, @Body() change: UpdateVirtualNumberDto) {
    return this.numbers.update(msisdn, change);
  }
}
