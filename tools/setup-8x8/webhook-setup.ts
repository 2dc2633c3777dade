import type { SetupSettings } from '../../src/platform/config/index.js';
import {
  EightXEightInvalidRequestError,
  EightXEightNotFoundError,
  type VoiceApiClient,
  type WebhookResource,
} from '../../src/eightxeight/index.js';
import { adviceOn } from './advice.js';
import type { SetupArguments } from './arguments.js';
import type { Terminal } from './terminal.js';
import { planRegistration, planRemoval, type Step, webhookUrl } from './webhook-plan.js';
import { webhookTable } from './webhook-table.js';

const DONE = { register: 'registered', remove: 'removed', keep: 'left alone' } as const;

/** Brings the webhooks of one sub-account into order, and tells what it does. */
export class WebhookSetup {
  constructor(
    private readonly api: VoiceApiClient,
    private readonly settings: SetupSettings,
    private readonly options: SetupArguments,
    private readonly terminal: Terminal,
  ) {}

  /**
   * @returns whether all is as it should be; a webhook that 8x8 does not take keeps no other back
   * @throws EightXEightError if 8x8 lets us read or change nothing
   */
  async run(subAccountId: string): Promise<boolean> {
    const { isDryRun, force, remove } = this.options;
    const before = await this.api.listWebhooks(subAccountId);
    this.show(`Sub-account ${subAccountId}, ${isDryRun ? 'now' : 'before'}:`, before);
    const steps = this.plan(before, force);
    for (const step of steps) await this.take(step, subAccountId);
    if (remove && steps.length === 0) this.terminal.say('  There is nothing to remove.');
    if (!remove && steps.some(isKept)) {
      this.terminal.say(
        '  Of a header 8x8 tells only that it is set; if the secret changed: --force',
      );
    }
    if (isDryRun || steps.every(isKept)) return true;

    const after = await this.api.listWebhooks(subAccountId);
    this.show('After:', after);
    // What 8x8 says now counts, and not that it took our requests.
    const open = this.plan(after, false).filter((step) => !isKept(step));
    for (const { type } of open) {
      this.terminal.warn(`  ${type} is ${remove ? 'still registered' : 'not as it should be'}.`);
    }
    return open.length === 0;
  }

  private plan(registered: readonly WebhookResource[], force: boolean): Step[] {
    const { publicUrl } = this.settings;
    return this.options.remove
      ? planRemoval(registered, publicUrl)
      : planRegistration(registered, publicUrl, force);
  }

  private async take(step: Step, subAccountId: string): Promise<void> {
    const { type, action, reason } = step;
    const isOnlyPlanned = this.options.isDryRun && !isKept(step);
    try {
      if (!isOnlyPlanned) await this.carryOut(step, subAccountId);
    } catch (error) {
      if (!(error instanceof EightXEightInvalidRequestError)) throw error;
      this.terminal.warn(`  ${type} not ${DONE[action]}. ${adviceOn(error)}`);
      return;
    }
    this.terminal.say(`  ${type} ${isOnlyPlanned ? 'would be ' : ''}${DONE[action]} (${reason})`);
  }

  private async carryOut({ type, action }: Step, subAccountId: string): Promise<void> {
    const { publicUrl, webhookSecret: httpAuthHeader } = this.settings;
    if (action === 'register') {
      const url = webhookUrl(publicUrl, type);
      await this.api.createWebhook(subAccountId, { type, url, httpAuthHeader });
    } else if (action === 'remove') {
      await this.api.deleteWebhook(subAccountId, type).catch((error: unknown) => {
        if (!(error instanceof EightXEightNotFoundError)) throw error;
        // Gone already; if it is not, the list that follows has it.
      });
    }
  }

  private show(title: string, webhooks: readonly WebhookResource[]): void {
    for (const line of ['', title, ...webhookTable(webhooks).map((row) => `  ${row}`), '']) {
      this.terminal.say(line);
    }
  }
}

const isKept = ({ action }: Step): boolean => action === 'keep';
