import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** What the key of a request may do beyond asking. */
export interface Access {
  /** Whether it may see what is otherwise masked or left out. */
  mayReveal: boolean;
}

const NONE: Access = { mayReveal: false };
const accessOf = new WeakMap<FastifyRequest, Access>();

export const grantAccess = (request: FastifyRequest, access: Access): void => {
  accessOf.set(request, access);
};

/** The access that the guard granted to the request; none if it was not asked. */
export const RequestAccess = createParamDecorator(
  (_: unknown, context: ExecutionContext): Access =>
    accessOf.get(context.switchToHttp().getRequest<FastifyRequest>()) ?? NONE,
);
