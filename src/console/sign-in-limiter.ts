import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { TokenBuckets, TooManySignInsError } from '../platform/security/index.js';

/** Sign-ins of an address per minute, of each replica. */
export const SIGN_INS_PER_MINUTE = 20;

/** Limits the sign-ins of an address, so that nobody can try many keys. */
@Injectable()
export class SignInLimiter {
  private readonly buckets = new TokenBuckets(() => performance.now());

  /** @throws TooManySignInsError */
  take(address: string, reply: FastifyReply): void {
    const grant = this.buckets.take(address, SIGN_INS_PER_MINUTE);
    if (grant.isGranted) return;
    void reply.header('retry-after', String(grant.secondsToNext));
    throw new TooManySignInsError();
  }
}
