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
   * Lists virtual numbers. Ordered by number.
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
   * Changes a virtual number. Only the given fields change.
   * @answers 200 The updated virtual number.
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
   * Deletes a virtual number. A number that takes bookings, or is used by a booking or route,
   * cannot be deleted. If 8x8 still lists the number, the next sync adds it again.
   * @answers 204 The number is deleted.
   * @throws VirtualNumberNotFoundError, VirtualNumberNotDeletableError
   */
  @Delete(':msisdn')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('pools:write', { action: 'virtual-number.delete' })
  delete(@Param('msisdn') msisdn: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.numbers.delete(msisdn, principal);
  }
}
