import { Injectable, Logger } from '@nestjs/common';
import { Coalescer } from '../../platform/database/index.js';
import {
  describeError,
  DomainError,
  framesOf,
  ValidationFailedError,
} from '../../platform/errors/index.js';
import { Slices } from '../../platform/input/index.js';
import { createValidationPipe } from '../../platform/rest/index.js';
import { type Act, type Principal, AuditTrail } from '../../platform/security/index.js';
import type { WantedBooking } from '../assignment/assignment.service.js';
import { BulkAssignmentService } from '../assignment/bulk-assignment.service.js';
import { CreateBookingDto } from '../model/booking.dto.js';
import { BookingService } from '../reading/booking.service.js';
import { type BatchResponse, type BatchResult, failedResult } from './batch-result.js';

/** Batches in progress per process. While one waits for the database, the other one is read. */
const MAX_CONCURRENT = 2;

interface Batch {
  requests: readonly unknown[];
  principal: Principal;
}

/** Creates many bookings for one request. */
@Injectable()
export class BookingBatchService {
  private readonly logger = new Logger(BookingBatchService.name);
  private readonly validation = createValidationPipe();
  private readonly batches = new Coalescer(
    (batches: Batch[]) => Promise.allSettled(batches.map((batch) => this.createNow(batch))),
    { inFlight: MAX_CONCURRENT, batch: 1 },
  );

  constructor(
    private readonly bookings: BookingService,
    private readonly assignment: BulkAssignmentService,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Creates bookings as if they were sent one after another. Each has a result of its own, and an
   * audit event.
   */
  create(requests: readonly unknown[], principal: Principal): Promise<BatchResponse> {
    return this.batches.add({ requests, principal });
  }

  private async createNow({ requests, principal }: Batch): Promise<BatchResponse> {
    const results = new Map<number, BatchResult>();
    const wanted = new Map<number, WantedBooking>();
    const pools = new Map<string, Promise<void>>();
    const slices = new Slices(0);
    for (const [position, request] of requests.entries()) {
      try {
        wanted.set(position, await this.read(request, principal, pools));
      } catch (error) {
        results.set(position, this.refused(error));
      }
      await slices.next();
    }
    const positions = [...wanted.keys()];
    const outcomes = await this.assignment.assignAll([...wanted.values()]);
    for (const [at, outcome] of outcomes.entries()) {
      const position = positions[at]!;
      try {
        if (outcome.status === 'rejected') throw outcome.reason;
        const { booking, created } = await this.bookings.created(
          wanted.get(position)!,
          outcome.value,
          principal,
        );
        results.set(position, { status: created ? 201 : 200, booking });
      } catch (error) {
        results.set(position, this.refused(error));
      }
      await slices.next();
    }
    const inOrder = requests.map((_, position) => results.get(position)!);
    await this.audit.recordAll(inOrder.map(actOf), principal);
    return { results: inOrder };
  }

  /** @param pools the pools of the batch that were looked up for the principal */
  private async read(
    request: unknown,
    principal: Principal,
    pools: Map<string, Promise<void>>,
  ): Promise<WantedBooking> {
    if (typeof request !== 'object' || request === null || Array.isArray(request)) {
      throw new ValidationFailedError([{ path: '', message: 'must be an object' }]);
    }
    const metadata = { type: 'body', metatype: CreateBookingDto } as const;
    const read = (await this.validation.transform(request, metadata)) as CreateBookingDto;
    if (!pools.has(read.pool)) {
      pools.set(read.pool, this.bookings.assertPoolVisible(read.pool, principal));
    }
    await pools.get(read.pool);
    return this.bookings.read(read);
  }

  private refused(error: unknown): BatchResult {
    const result = failedResult(error);
    if (result.status >= 500 && !(error instanceof DomainError)) {
      const { code } = result.problem;
      this.logger.error(
        `booking of a batch → ${code}: ${describeError(error)}\n${framesOf(error)}`,
      );
    }
    return result;
  }
}

/** Returns the audit event of a booking, as if it had been sent alone. */
function actOf(result: BatchResult): Act {
  const act = { action: 'booking.create', objectType: 'booking', details: { batch: true } };
  if ('booking' in result) return { ...act, objectId: result.booking.id };
  const outcome = result.status < 500 ? 'refused' : 'failed';
  return { ...act, objectId: null, outcome, code: result.problem.code };
}
