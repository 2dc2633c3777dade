import { Call, type CallPlatform } from './call.js';
import type { PlacedCall } from './call-request.js';
import { CallClock } from '../clock.js';
import type { VirtualNumber } from '../numbers/number-registry.js';
import { CallSession, Leg } from './session.js';

/** A call to a virtual number, controlled by the callflows of the receiver. */
export class InboundCall extends Call {
  constructor(placed: PlacedCall, dialled: VirtualNumber, platform: CallPlatform) {
    const { source, destination, sessionId, behaviour } = placed;
    const clock = new CallClock(platform.pace);
    const legA = new Leg('INBOUND', source, destination, dialled, clock);
    const session = new CallSession(platform.subAccountId, sessionId, legA, clock);
    super(session, clock, behaviour, platform);
  }

  protected async takeItsCourse(): Promise<void> {
    const asking = this.handle.ask({ callStatus: 'CALL_RECEIVED' });
    this.reports.legChanged(this.session.legA, 'CALL_RECEIVED');
    await this.follow(await asking);
  }
}
