import type { TestApp } from './app.js';

export interface HttpRoute {
  method: string;
  /** The pattern, such as `/v1/bookings/:id`. */
  url: string;
}

/**
 * Returns every route, parsed from Fastify's printed tree.
 * Each line has the rest of a path and its methods: `│   └── /:id (GET, HEAD, DELETE)`.
 */
export function routesOf(app: TestApp): HttpRoute[] {
  const fastify = app.nest.getHttpAdapter().getInstance() as {
    printRoutes(options: { commonPrefix: boolean }): string;
  };
  const parents: string[] = [];
  return fastify
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent, path, methods] =
        /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
      if (indent === undefined || path === undefined) return [];
      const depth = indent.length / 4;
      const url = `${parents[depth - 1] ?? ''}${path}`;
      parents[depth] = url;
      return (methods?.split(', ') ?? []).map((method) => ({ method, url }));
    });
}
