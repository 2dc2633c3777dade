import { Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Drain } from './drain.js';

/** Milliseconds for newly connected clients to send their request and get the response. */
const LAST_REQUESTS_MS = 1_000;
/** Milliseconds; in a turn of the event loop this short hardly any client can have connected. */
const SHORT_TURN_MS = 1;
/** Milliseconds after which unfinished requests are cut off. */
const LONGEST_REQUEST_MS = 15_000;

/**
 * Closes the connection after each response while draining, so that clients move to another
 * replica.
 */
export function endConnectionsWhileDraining(server: FastifyInstance, drain: Drain): void {
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (drain.isDraining) void reply.header('connection', 'close');
    done();
  });
}

/**
 * Stops the application without losing a request. It reports that it is not ready but serves
 * requests for another `drainSeconds`, so that load balancers choose another replica. Then it
 * accepts no new connections, answers the requests on open ones, and closes the database
 * connections last.
 *
 * @param hurry skips the wait
 */
export async function shutDown(
  app: NestFastifyApplication,
  { drainSeconds, logger, hurry }: DrainOptions,
): Promise<void> {
  app.get(Drain).begin();
  if (drainSeconds > 0) {
    logger.log(`stopping: no longer ready, serving for ${drainSeconds} s`, 'Maskline');
    await pause(drainSeconds * 1_000, undefined, { signal: hurry }).catch(() => undefined);
  }
  logger.log('stopping: no new connections, finishing open requests', 'Maskline');
  const server = app.getHttpServer();
  await untilNoPendingConnections(server);
  // Closes the port only: http's own `close` would cut off clients whose request is still arriving.
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
 * Waits until no connection is left to be accepted, because the kernel resets such connections when
 * the port is closed. Node.js accepts one connection per turn of its event loop, so this waits for
 * a short turn without a new connection.
 */
async function untilNoPendingConnections(server: Server): Promise<void> {
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
