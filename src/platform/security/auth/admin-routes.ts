import { Injectable } from '@nestjs/common';
import type { RouteOptions } from 'fastify';
import { type AdminRouteConfig, isAdminRoute } from './admin-route.js';

export interface AdminRoute extends AdminRouteConfig {
  method: string;
  /** The pattern, such as `/v1/bookings/:id`. */
  url: string;
}

/** Collects the routes of the admin API with their configuration, as Fastify registers them. */
@Injectable()
export class AdminRoutes {
  readonly all: AdminRoute[] = [];

  add({ method, url, config }: RouteOptions): void {
    if (!isAdminRoute(url)) return;
    const methods = Array.isArray(method) ? method : [method];
    this.all.push(...methods.map((each) => ({ ...(config as object), method: each, url })));
  }
}
