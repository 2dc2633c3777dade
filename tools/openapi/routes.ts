import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import {
  HTTP_CODE_METADATA,
  METHOD_METADATA,
  MODULE_METADATA,
  PARAMTYPES_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { AppModule } from '../../src/app.module.js';
import { LOCATION_METADATA } from '../../src/platform/rest/index.js';
import type { Settings } from '../../src/platform/config/index.js';
import type { AdminRouteConfig } from '../../src/platform/security/index.js';

type Class = new () => object;

/** A route as declared by its controller. */
export interface Route {
  controller: string;
  handler: string;
  /** Lower-case. */
  method: string;
  /** `/v1/bookings/{id}`. */
  path: string;
  /** Names of the path parameters. */
  parameters: string[];
  body: Class | undefined;
  query: Class | undefined;
  /** Names of the headers that it reads, lower-case. */
  headers: string[];
  /** The status of its successful response. */
  status: number;
  /** The `Location` of the response: `/v1/bookings/{id}`. */
  location: string | undefined;
  config: AdminRouteConfig;
}

/** Returns the routes of the application without starting it. */
export function allRoutes(): Route[] {
  const controllers = controllersOf(AppModule.forRoot({} as Settings) as ModuleLike, new Set());
  const routes = controllers.flatMap((controller) => routesOf(controller));
  // These serve only the files of pages.
  return routes.filter(({ path }) => !/^\/(console|docs\/assets)(\/|$)/.test(path));
}

interface ModuleLike {
  module?: Type;
  imports?: ModuleLike[];
  controllers?: Type[];
}

function controllersOf(of: Type | ModuleLike, seen: Set<unknown>): Type[] {
  if (seen.has(of)) return [];
  seen.add(of);
  const dynamic: ModuleLike = typeof of === 'function' ? { module: of } : of;
  const declared = (key: string): unknown[] =>
    (dynamic.module && (Reflect.getMetadata(key, dynamic.module) as unknown[])) ?? [];
  const imports = [...declared(MODULE_METADATA.IMPORTS), ...(dynamic.imports ?? [])];
  return [
    ...imports.flatMap((each) => controllersOf(each as Type, seen)),
    ...(declared(MODULE_METADATA.CONTROLLERS) as Type[]),
    ...(dynamic.controllers ?? []),
  ];
}

function routesOf(controller: Type): Route[] {
  const base = String(Reflect.getMetadata(PATH_METADATA, controller));
  const prototype = controller.prototype as Record<string, object>;
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]!))
    .map((name) => routeOf(controller, name, base));
}

function routeOf(controller: Type, name: string, base: string): Route {
  const handler = (controller.prototype as Record<string, object>)[name]!;
  const of = (key: string): unknown => Reflect.getMetadata(key, handler);
  const method = RequestMethod[of(METHOD_METADATA) as RequestMethod].toLowerCase();
  const path = `/${base}/${String(of(PATH_METADATA))}`
    .replaceAll(/\/+/g, '/')
    .replace(/(?<=.)\/$/, '')
    .replaceAll(/:(\w+)/g, '{$1}');
  return {
    controller: controller.name,
    handler: name,
    method,
    path,
    parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter!),
    body: argumentType(controller, name, RouteParamtypes.BODY),
    query: argumentType(controller, name, RouteParamtypes.QUERY),
    headers: argumentsOf(controller, name, RouteParamtypes.HEADERS).map(({ data }) => String(data)),
    status: (of(HTTP_CODE_METADATA) as number) ?? (method === 'post' ? 201 : 200),
    location: of(LOCATION_METADATA) as string | undefined,
    config: (of(FASTIFY_ROUTE_CONFIG_METADATA) as AdminRouteConfig) ?? {},
  };
}

/** Returns the class of the argument that receives the body or the query. */
function argumentType(controller: Type, name: string, kind: RouteParamtypes): Class | undefined {
  const [found] = argumentsOf(controller, name, kind);
  if (!found) return undefined;
  const types = Reflect.getMetadata(PARAMTYPES_METADATA, controller.prototype as object, name);
  const type = (types as Class[])[found.index];
  return type === Object ? undefined : type;
}

interface Argument {
  index: number;
  /** The argument of its decorator. */
  data?: unknown;
}

function argumentsOf(controller: Type, name: string, kind: RouteParamtypes): Argument[] {
  const declared = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) as
    Record<string, Argument> | undefined;
  return Object.entries(declared ?? {})
    .filter(([key]) => key.startsWith(`${kind}:`))
    .map(([, argument]) => argument);
}
