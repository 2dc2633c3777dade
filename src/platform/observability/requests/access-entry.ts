import type { RequestContext } from './request-context.js';

/** The logger context of the access log. */
export const ACCESS_CONTEXT = 'Access';

/** A line of the access log. It has the pattern of the route, because a path can contain a phone number. */
export class AccessEntry {
  readonly route: string;
  readonly actor: string | undefined;

  constructor(
    private readonly request: RequestContext,
    readonly method: string,
    readonly surface: string,
    /** Null: the connection ended before the response. */
    readonly status: number | null,
    readonly durationMs: number,
  ) {
    this.route = request.route ?? '(no route)';
    this.actor = request.actor;
  }

  /** Returns the fields of a line in JSON. */
  fields(): Record<string, unknown> {
    const { method, route, surface, status, durationMs, actor, request } = this;
    return { method, route, surface, status, durationMs, actor, ...request.ids() };
  }

  toString(): string {
    const { method, route, status, durationMs, request } = this;
    const ids = Object.entries(request.ids()).map(([name, id]) => ` ${name}=${id}`);
    return `${method} ${route} → ${status ?? 'cut off'} in ${durationMs} ms${ids.join('')}`;
  }
}
