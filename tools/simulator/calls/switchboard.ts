import { AppCall, type AppCallflow } from './app-call.js';
import type { AppCallBehaviour } from '../behaviour.js';
import type { Call, CallPlatform } from './call.js';
import { parseCallRequest } from './call-request.js';
import { NumberNotInServiceError, SimulatorClosedError } from '../api/errors.js';
import { InboundCall } from './inbound-call.js';
import { parseAppCallBehaviour } from '../parse-behaviour.js';
import type { CallTranscript } from './transcript.js';

const MAX_PAST_CALLS = 1000;

/** Starts the calls of the sub-account, and keeps their transcripts. */
export class Switchboard {
  private readonly running = new Set<Promise<CallTranscript>>();
  private readonly past: CallTranscript[] = [];
  private readonly appCallBehaviours: AppCallBehaviour[] = [];

  constructor(
    private readonly platform: CallPlatform,
    private readonly closing: AbortSignal,
  ) {}

  /** Dials a virtual number. @throws InvalidRequestError, NumberNotInServiceError, SimulatorClosedError */
  async place(request: unknown): Promise<CallTranscript> {
    this.closing.throwIfAborted();
    const placed = parseCallRequest(request);
    const dialled = this.platform.numbers.find(placed.destination);
    if (!dialled) throw new NumberNotInServiceError('to is not a number of the sub-account');
    return this.run(new InboundCall(placed, dialled, this.platform));
  }

  /** Starts a call from the app with a validated callflow. @returns the session id */
  startAppCall(callflow: AppCallflow): string {
    const virtualNumber = this.platform.numbers.find(callflow[0].params.source);
    if (!virtualNumber) throw new Error('the callflow was not checked before it was played');
    const behaviour = this.appCallBehaviours.shift() ?? {};
    const call = new AppCall(callflow, virtualNumber, behaviour, this.platform);
    // Runs in the background. If the simulator closes, the call ends early, which is not a failure.
    this.run(call).catch((error: unknown) => {
      if (!(error instanceof SimulatorClosedError)) throw error;
    });
    return call.sessionId;
  }

  /** @throws InvalidRequestError */
  nextAppCall(behaviour: unknown): void {
    this.appCallBehaviours.push(parseAppCallBehaviour(behaviour));
  }

  /** Newest first. */
  pastCalls(): CallTranscript[] {
    return this.past.toReversed();
  }

  /** Resolves when no call is running. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }

  private async run(call: Call): Promise<CallTranscript> {
    const running = call.run();
    this.running.add(running);
    try {
      const transcript = await running;
      this.past.push(transcript);
      if (this.past.length > MAX_PAST_CALLS) this.past.shift();
      return transcript;
    } finally {
      this.running.delete(running);
    }
  }
}
