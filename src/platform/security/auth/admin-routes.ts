import { Injectable } from '@nestjs/common';
import type { RouteOptions } from 'fastify';
import { type AdminRouteConfig, isAdminRoute } from './admin-route.js';

export interface AdminRoute extends AdminRouteConfig {
  method: string;
  /** The pattern: `/v1/bookings/:id`. */
  url: string;
}

/** Every route of the admin API, as Fastify registers it, with what it says about itself. */
@Injectable()
export class AdminRoutes {
  readonly all: AdminRoute[] = [];

  add({ method, url, config }: RouteOptions): void {
    if (!isAdminRoute(url)) return;
    const methods = Array.isArray(method) ? method : [method];
    this.all.push(...methods.map((each) => ({ ...(config as object), method: each, url })));
  }
}
