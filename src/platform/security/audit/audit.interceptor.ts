import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, mergeMap, type Observable } from 'rxjs';
import { toProblem } from '../../rest/index.js';
import { isPlainId } from '../../values/index.js';
import { principalOfRequest } from '../auth/principal.js';
import { actionOf, adminRouteOf } from '../auth/admin-route.js';
import { type Act, AuditTrail } from './audit-trail.js';

/** A route without a DTO accepts bodies with arbitrary field names. */
const FIELD_NAME = /^[A-Za-z]{1,40}$/;
const MAX_FIELDS = 20;

/**
 * Records requests of the admin API that change something or were refused, unless the service
 * recorded them in its transaction. Sends the response only after the audit event is committed. So
 * every request with a response is on record; one without a response may be missing.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly logger = new Logger(AuditInterceptor.name);

  constructor(private readonly audit: AuditTrail) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!changesSomething(request)) return next.handle();
    this.audit.begin(
      { ...actOf(request), details: { fields: fieldsOf(request) } },
      principalOfRequest(request),
    );
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        await this.recordDone(request, answer);
        return answer;
      }),
      catchError(async (error: unknown) => {
        await this.recordFailure(request, error);
        throw error;
      }),
    );
  }

  private async recordDone(request: FastifyRequest, answer: unknown): Promise<void> {
    const principal = principalOfRequest(request);
    if (this.audit.hasRecorded(principal)) return;
    await this.audit.recordRequest(pathIdOf(request) ?? idOf(answer), principal);
  }

  /** Records a failed request. A failure to record must not hide the original error. */
  private async recordFailure(request: FastifyRequest, error: unknown): Promise<void> {
    const { status, code } = toProblem(error, '');
    const outcome = status < 500 ? 'refused' : 'failed';
    const id = pathIdOf(request);
    const objectId = id !== undefined && isPlainId(id) ? id : null;
    try {
      await this.audit.record(
        { ...actOf(request), objectId, outcome, code },
        principalOfRequest(request),
      );
    } catch {
      this.logger.warn(`${actionOf(request)} → ${code} could not be recorded`);
    }
  }
}

/** Whether a request changes something; read-only requests are not recorded. */
const changesSomething = (request: FastifyRequest): boolean =>
  request.method !== 'GET' && request.method !== 'HEAD' && !adminRouteOf(request).isReadOnly;

export function actOf(request: FastifyRequest): Pick<Act, 'action' | 'objectType'> {
  const action = actionOf(request);
  return { action, objectType: action.split(/[. ]/, 1)[0]! };
}

/** Returns the names of the body's fields. */
const fieldsOf = ({ body }: FastifyRequest): string[] =>
  Object.keys((body ?? {}) as object)
    .filter((name) => FIELD_NAME.test(name))
    .slice(0, MAX_FIELDS);

const pathIdOf = ({ params }: FastifyRequest): string | undefined =>
  Object.values(params as Record<string, string>)[0];

function idOf(answer: unknown): string | null {
  const { id } = (answer ?? {}) as { id?: unknown };
  return typeof id === 'string' ? id : null;
}
