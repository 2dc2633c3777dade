import { randomUUID } from 'node:crypto';
import type { CallflowAction, MakeCallAction } from '../../../src/eightxeight/index.js';
import { ringingOfCaller, type AppCallBehaviour } from '../behaviour.js';
import { Call, type CallPlatform } from './call.js';
import { CallClock } from '../clock.js';
import type { VirtualNumber } from '../numbers/number-registry.js';
import { CallSession, Leg } from './session.js';

/** A callflow that can start a call: it begins with `makeCall`. */
export type AppCallflow = [MakeCallAction, ...CallflowAction[]];

/**
 * A call that the app starts by `POST …/callflows`. Nobody dials, so 8x8 sends no call handle, except
 * after a `sayAndCapture`.
 *
 * 8x8's examples of such a session have one leg, `callA`, which is OUTBOUND, and its guide says that
 * a second `makeCall` is bridged to the first. Therefore the simulator assumes that leg A is the first
 * `makeCall` and leg B the second one: both OUTBOUND, each from a virtual number to a person.
 */
export class AppCall extends Call {
  constructor(
    private readonly callflow: AppCallflow,
    virtualNumber: VirtualNumber,
    private readonly appBehaviour: AppCallBehaviour,
    platform: CallPlatform,
  ) {
    const { source, destination, callRecording } = callflow[0].params;
    const clock = new CallClock(platform.pace);
    const legA = new Leg('OUTBOUND', source, destination, virtualNumber, clock);
    const session = new CallSession(platform.subAccountId, randomUUID(), legA, clock);
    session.isRecorded = callRecording ?? false;
    super(session, clock, appBehaviour, platform);
  }

  protected async takeItsCourse(): Promise<void> {
    const { legA } = this.session;
    this.session.lastAction = 'MAKE_CALL';
    this.reports.legChanged(legA, 'CALL_INITIATED');
    const outcome = ringingOfCaller(this.appBehaviour);
    await this.clock.advance(outcome.afterSeconds);
    if (outcome.end !== 'ANSWERED') {
      legA.callStatus = this.session.sessionStatus = outcome.end;
      return;
    }
    legA.connect();
    this.reports.legChanged(legA, 'CALL_CONNECTED');
    await this.follow({ callflow: this.callflow }, 1);
  }
}
