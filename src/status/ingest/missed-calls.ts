import { Injectable } from '@nestjs/common';

export interface MissedCall {
  poolId: string;
  sessionId: string;
}

type Handler = (calls: readonly MissedCall[]) => Promise<void>;

/** Passes missed calls to the module that texts the callees, which depends on this one. */
@Injectable()
export class MissedCalls {
  private handler: Handler | undefined;

  /** Registers the handler. It gets a call again if its report is repeated. */
  handleBy(handler: Handler): void {
    this.handler = handler;
  }

  /** Handles missed calls. If it throws, 8x8 repeats the reports. */
  async handle(calls: readonly MissedCall[]): Promise<void> {
    await this.handler?.(calls);
  }
}
