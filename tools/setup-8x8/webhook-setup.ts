import {
  EightXEightInvalidRequestError,
  EightXEightNotFoundError,
  type WebhookResource,
} from '../../src/eightxeight/index.js';
import { adviceOn } from './advice.js';
import type { SetupArguments } from './arguments.js';
import type { Platform } from './platform.js';
import type { Terminal } from './terminal.js';
import { planRegistration, planRemoval, type Step, webhookUrl } from './webhook-plan.js';
import { webhookTable } from './webhook-table.js';

const DONE = { register: 'registered', remove: 'removed', keep: 'unchanged' } as const;

/** Registers, removes or checks the webhooks of sub-accounts of a platform, and reports each step. */
export class WebhookSetup {
  constructor(
    private readonly platform: Platform,
    private readonly publicUrl: string,
    private readonly options: SetupArguments,
    private readonly terminal: Terminal,
  ) {}

  /**
   * Continues with the other webhooks if 8x8 rejects one.
   * @returns whether all webhooks are as planned; in a dry run that is no check, true
   * @throws EightXEightError if 8x8 refuses all reads or changes
   */
  async run(subAccountId: string): Promise<boolean> {
    const { isCheck, isDryRun, force, remove } = this.options;
    const before = await this.platform.api.listWebhooks(subAccountId);
    this.show(`Sub-account ${subAccountId}, ${isDryRun ? 'now' : 'before'}:`, before);
    const steps = this.plan(before, force);
    for (const step of steps) await this.take(step, subAccountId);
    if (remove && steps.length === 0) this.terminal.say('  There is nothing to remove.');
    if (!remove && steps.some(isKept)) {
      this.terminal.say(
        '  8x8 reports only whether a header is set. If the secret has changed, use --force.',
      );
    }
    if (isCheck) return steps.every(isKept);
    if (isDryRun || steps.every(isKept)) return true;

    const after = await this.platform.api.listWebhooks(subAccountId);
    this.show('After:', after);
    // The list that 8x8 returns now counts, not its acceptance of the requests.
    const open = this.plan(after, false).filter((step) => !isKept(step));
    for (const { type } of open) {
      this.terminal.warn(`  ${type} is ${remove ? 'still registered' : 'still wrong'}.`);
    }
    return open.length === 0;
  }

  private plan(registered: readonly WebhookResource[], force: boolean): Step[] {
    const { types } = this.platform;
    return this.options.remove
      ? planRemoval(types, registered, this.publicUrl)
      : planRegistration(types, registered, this.publicUrl, force);
  }

  private async take(step: Step, subAccountId: string): Promise<void> {
    const { type, action, reason } = step;
    const isOnlyPlanned = this.options.isDryRun && !isKept(step);
    try {
      if (!isOnlyPlanned) await this.carryOut(step, subAccountId);
    } catch (error) {
      if (!(error instanceof EightXEightInvalidRequestError)) throw error;
      this.terminal.warn(`  ${type} not ${DONE[action]}. ${adviceOn(error, this.platform)}`);
      return;
    }
    this.terminal.say(`  ${type} ${isOnlyPlanned ? 'would be ' : ''}${DONE[action]} (${reason})`);
  }

  private async carryOut({ type, action }: Step, subAccountId: string): Promise<void> {
    const { api, secret: httpAuthHeader } = this.platform;
    if (action === 'register') {
      const url = webhookUrl(this.publicUrl, type);
      await api.createWebhook(subAccountId, { type, url, httpAuthHeader });
    } else if (action === 'remove') {
      await api.deleteWebhook(subAccountId, type).catch((error: unknown) => {
        if (!(error instanceof EightXEightNotFoundError)) throw error;
        // Already gone; if it is not, the next list shows it.
      });
    }
  }

  private show(title: string, webhooks: readonly WebhookResource[]): void {
    for (const line of [
      '',
      title,
      ...webhookTable(this.platform.types, webhooks).map((row) => `  ${row}`),
      '',
    ]) {
      this.terminal.say(line);
    }
  }
}

const isKept = ({ action }: Step): boolean => action === 'keep';
