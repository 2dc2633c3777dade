import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from '../../../src/platform/config/index.js';

/** A fake API of 8x8 whose number list a test sets, well-formed or not. */
export class NumberList {
  answer: unknown = { totalNumbers: 0, numbers: [] };
  private readonly server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(this.answer));
  });

  static async start(): Promise<NumberList> {
    const list = new NumberList();
    await new Promise<void>((resolve) => list.server.listen(0, '127.0.0.1', resolve));
    return list;
  }

  /** Settings that make the application use this API. */
  get environment(): Environment {
    const { port } = this.server.address() as AddressInfo;
    return {
      EIGHTXEIGHT_BASE_URL: `http://127.0.0.1:${port}`,
      EIGHTXEIGHT_API_KEY: 'key-of-8x8-for-the-tests-only',
    };
  }

  /**
   * Sets the list.
   * @param more other fields of the response
   */
  has(numbers: readonly unknown[], more: object = {}): void {
    this.answer = { totalNumbers: numbers.length, numbers, ...more };
  }

  /** Sets the list to numbers that are Active. */
  hasActive(msisdns: readonly string[]): void {
    this.has(msisdns.map((msisdn) => ({ msisdn, operationalStatus: 'Active' })));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
