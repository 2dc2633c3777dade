import type { ServerResponse } from 'node:http';

/**
 * Admits one large message per process at a time, until it is answered, to bound memory. Others
 * wait unread on their connections.
 */
export class LargeTurn {
  private last: Promise<void> = Promise.resolve();

  /** Waits for its turn, which ends with the response or its connection. */
  async take(response: ServerResponse): Promise<void> {
    const before = this.last;
    let end: () => void = () => undefined;
    const own = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.last = before.then(() => own);
    const { socket } = response;
    response.once('close', end);
    socket?.once('close', end);
    if (response.destroyed || (socket?.destroyed ?? true)) end();
    await before;
  }
}
