import { Injectable } from '@nestjs/common';
import { signedHeaders } from '../../../events/index.js';
import { ClockWatch } from '../../../platform/database/index.js';
import type { HookFormatName } from '../decision-hook.entity.js';
import type { HookToAsk } from '../decision-hook.repository.js';
import { type HookAnswer, readHookAnswer } from './hook-answer.js';
import { HookFailure } from './hook-failure.js';
import { type CallToAsk, questionOf } from './hook-question.js';

/** A question before it is sent. */
export interface HookQuestion {
  url: string;
  body: string;
  headers: Record<string, string>;
}

export interface HookResponse {
  status: number;
  /** Without parameters, in lower case. */
  contentType: string;
  body: Buffer;
}

/** How the questions to a hook and its answers are written. */
export interface HookFormat {
  /**
   * Writes a question.
   * @param secrets to sign it with
   * @returns undefined: the call is allowed without a question
   */
  questionOf(
    call: CallToAsk,
    hook: HookToAsk,
    secrets: readonly string[],
  ): Promise<HookQuestion | undefined>;

  /**
   * Reads an answer.
   * @returns undefined: it changed the bookings, so the call must be decided again
   * @throws HookFailure if it is not a valid answer
   */
  answerOf(response: HookResponse, call: CallToAsk): Promise<HookAnswer | undefined>;
}

/** The formats by name. Other modules add theirs when they start. */
@Injectable()
export class HookFormats {
  private readonly byName = new Map<HookFormatName, HookFormat>();

  constructor(clock: ClockWatch) {
    this.byName.set('standard', new StandardHookFormat(clock));
  }

  add(name: HookFormatName, format: HookFormat): void {
    this.byName.set(name, format);
  }

  /** @throws HookFailure if no module has added the format */
  of(name: HookFormatName): HookFormat {
    const format = this.byName.get(name);
    if (!format) throw new HookFailure('invalid', 'unknown-format');
    return format;
  }
}

/** JSON, signed as events are. */
class StandardHookFormat implements HookFormat {
  constructor(private readonly clock: ClockWatch) {}

  /** The company is asked about calls only. */
  questionOf(call: CallToAsk, hook: HookToAsk, secrets: readonly string[]) {
    if (call.text !== undefined) return Promise.resolve(undefined);
    const { id, body } = questionOf(call, { poolName: hook.pool_name, reference: hook.reference });
    const headers = {
      ...signedHeaders(id, new Date(this.clock.now()), body, [...secrets]),
      'content-type': 'application/json',
    };
    return Promise.resolve({ url: hook.url, body, headers });
  }

  answerOf({ status, body }: HookResponse): Promise<HookAnswer> {
    return Promise.resolve().then(() => {
      if (status !== 200) throw new HookFailure('status', `status-${status}`);
      return readHookAnswer(body);
    });
  }
}
