import type { ServerResponse } from 'node:http';

/**
 * Lets in one large message at a time of a process, until it is answered, so that memory holds one of
 * them. The others wait unread, with their connections.
 */
export class LargeTurn {
  private last: Promise<void> = Promise.resolve();

  /** Waits for the turn. It ends with the response, or with its connection. */
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
