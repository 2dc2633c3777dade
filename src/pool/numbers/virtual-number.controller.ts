import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Query,
  UseGuards,
} from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { ListVirtualNumbersQuery, UpdateVirtualNumberDto } from './virtual-number.dto.js';
import { VirtualNumberService } from './virtual-number.service.js';

@Controller('v1/virtual-numbers')
@UseGuards(ApiKeyGuard)
export class VirtualNumberController {
  constructor(private readonly numbers: VirtualNumberService) {}

  /**
   * Lists virtual numbers. In the order of their digits.
   * @answers 200 A page of virtual numbers.
   * @throws PoolNotFoundError
   */
  @Get()
  @RequiredScope('pools:read', { isWide: true })
  list(@Query() query: ListVirtualNumbersQuery, @CurrentPrincipal() principal: Principal) {
    return this.numbers.list(query, principal);
  }

  /**
   * Shows a virtual number.
   * @answers 200 The virtual number.
   * @throws VirtualNumberNotFoundError
   */
  @Get(':msisdn')
  @RequiredScope('pools:read')
  get(@Param('msisdn') msisdn: string, @CurrentPrincipal() principal: Principal) {
    return this.numbers.get(msisdn, principal);
  }

  /**
   * Changes a virtual number. Only what is given changes.
   * @answers 200 The virtual number as it is now.
   * @throws VirtualNumberNotFoundError
   */
  @Patch(':msisdn')
  @RequiredScope('pools:write', { action: 'virtual-number.update' })
  update(
    @Param('msisdn') msisdn: string,
    @Body() change: UpdateVirtualNumberDto,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.numbers.update(msisdn, change, principal);
  }

  /**
   * Deletes a virtual number. One that takes bookings, or that a booking or a route needs, stays. If
   * 8x8 lists the number, it comes back with the next sync.
   * @answers 204 It is deleted.
   * @throws VirtualNumberNotFoundError, VirtualNumberNotDeletableError
   */
  @Delete(':msisdn')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('pools:write', { action: 'virtual-number.delete' })
  delete(@Param('msisdn') msisdn: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.numbers.delete(msisdn, principal);
  }
}
