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
  Res,
  UseGuards,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LocatedAt } from '../../platform/rest/index.js';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
  RevealQuery,
} from '../../platform/security/index.js';
import { BlockPartyDto, CreateBlockDto, ListBlocksQuery } from './block.dto.js';
import { BlockPartyService } from './block-party.service.js';
import { BlockService } from './block.service.js';

@Controller('v1')
@UseGuards(ApiKeyGuard)
export class BlockController {
  constructor(
    private readonly blocks: BlockService,
    private readonly parties: BlockPartyService,
  ) {}

  /**
   * Blocks a person from another person, or from anybody. Their calls are refused with the words
   * that a stranger hears, and they cannot be booked together. Blocking the same again returns the
   * same block, with the later of both ends. A block for every pool requires a key that is not
   * restricted to pools.
   * @operationId createBlock
   * @answers 201 The new block.
   * @answers 200 The block that existed.
   * @throws PoolNotFoundError, KeyRestrictedError, InvalidPhoneNumberError, WithheldNumberError,
   *   BlockEndInThePastError, NumberKeysOutdatedError
   */
  @Post('blocks')
  @RequiredScope('blocks:write', { action: 'block.create' })
  @LocatedAt('/v1/blocks/{id}')
  async create(
    @Body() request: CreateBlockDto,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { block, created } = await this.blocks.create(request, principal);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    return block;
  }

  /**
   * Lists blocks. Newest first, also those that have ended.
   * @operationId listBlocks
   * @answers 200 A page of blocks.
   * @throws PoolNotFoundError
   */
  @Get('blocks')
  @RequiredScope('blocks:read', { isWide: true })
  list(@Query() query: ListBlocksQuery, @CurrentPrincipal() principal: Principal) {
    return this.blocks.list(query, principal);
  }

  /**
   * Returns a block. With `?reveal=true` its phone numbers are not masked; this requires the scope
   * `numbers:reveal` as well, and writes an audit record.
   * @operationId getBlock
   * @answers 200 The block.
   * @throws BlockNotFoundError
   */
  @Get('blocks/:id')
  @RequiredScope('blocks:read')
  get(
    @Param('id') id: string,
    @Query() { reveal }: RevealQuery,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.blocks.get(id, reveal === 'true', principal);
  }

  /**
   * Deletes a block. Calls of the person connect again, as far as bookings allow it.
   * @operationId deleteBlock
   * @answers 204 The block was deleted.
   * @throws BlockNotFoundError
   */
  @Delete('blocks/:id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('blocks:write', { action: 'block.delete' })
  delete(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.blocks.delete(id, principal);
  }

  /**
   * Blocks a party of a booking from the other party. Creates a block for each pair of their phone
   * numbers, in the pool of the booking or in every pool. Repeating the request returns the same
   * blocks.
   * @operationId blockParty
   * @answers 201 The blocks; there is no next page.
   * @throws BookingNotFoundError, PartyNotFoundError, KeyRestrictedError, BlockEndInThePastError,
   *   NumberKeysOutdatedError
   */
  @Post('bookings/:id/blocks')
  @RequiredScope('blocks:write', { action: 'booking.block-party' })
  blockParty(
    @Param('id') bookingId: string,
    @Body() request: BlockPartyDto,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.parties.block(bookingId, request, principal);
  }
}
