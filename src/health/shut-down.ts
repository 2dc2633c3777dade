import { Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Drain } from './drain.js';

/** Milliseconds in which clients that have just connected send their request, and get its answer. */
const LAST_REQUESTS_MS = 1_000;
/** Milliseconds of a turn of the event loop in which hardly anybody can have connected. */
const SHORT_TURN_MS = 1;
/** Milliseconds after which requests that are still under way are cut off. */
const LONGEST_REQUEST_MS = 15_000;

/** Has each answer end its connection once the process is about to stop: the client goes elsewhere. */
export function endConnectionsWhileDraining(server: FastifyInstance, drain: Drain): void {
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (drain.isDraining) void reply.header('connection', 'close');
    done();
  });
}

/**
 * Stops the application without losing a request: it is no longer ready, and answers as ever for
 * `drainSeconds`, so that whatever sends it requests looks elsewhere; then it takes no new connection,
 * answers what still comes over the old ones, finishes, and closes the connections to the database last.
 *
 * @param hurry skips the wait
 */
export async function shutDown(
  app: NestFastifyApplication,
  { drainSeconds, logger, hurry }: DrainOptions,
): Promise<void> {
  app.get(Drain).begin();
  if (drainSeconds > 0) {
    logger.log(`stopping: not ready any more, serving for ${drainSeconds} s`, 'Maskline');
    await pause(drainSeconds * 1_000, undefined, { signal: hurry }).catch(() => undefined);
  }
  logger.log('stopping: no new connections, finishing what is under way', 'Maskline');
  const server = app.getHttpServer();
  await untilNobodyConnects(server);
  // Only the port: http's own `close` would cut off clients whose request is on its way.
  Server.prototype.close.call(server);
  await pause(drainSeconds > 0 ? LAST_REQUESTS_MS : 0);
  const cut = setTimeout(() => server.closeAllConnections(), LONGEST_REQUEST_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}

/**
 * Waits until no connection waits to be accepted: the kernel resets those that do when the port is
 * closed. Node.js accepts one in each turn of its event loop, so it waits for a turn that was short and
 * in which none came.
 */
async function untilNobodyConnects(server: Server): Promise<void> {
  let hasConnected = false;
  let turn = 0;
  const note = (): void => {
    hasConnected = true;
  };
  server.on('connection', note);
  const until = performance.now() + LAST_REQUESTS_MS;
  do {
    hasConnected = false;
    turn = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
  } while ((hasConnected || performance.now() - turn > SHORT_TURN_MS) && turn < until);
  server.off('connection', note);
}

interface DrainOptions {
  drainSeconds: number;
  logger: LoggerService;
  hurry: AbortSignal;
}
