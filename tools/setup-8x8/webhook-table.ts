import type { WebhookResource } from '../../src/eightxeight/index.js';
import type { SetupType } from './webhook-plan.js';

/** Formats the registered webhooks as a table, our types first; a type without a webhook has dashes. */
export function webhookTable(
  types: readonly SetupType[],
  registered: readonly WebhookResource[],
): string[] {
  const rows = types.map((type) => {
    const webhook = registered.find((candidate) => candidate.type === type);
    return webhook ? rowOf(webhook) : [type, '–', '–', '–'];
  });
  const others = registered.filter(({ type }) => !types.some((known) => known === type));
  const table = [['type', 'url', 'enabled', 'header'], ...rows, ...others.map(rowOf)];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

const rowOf = ({ type, url, enabled, httpAuthHeaderAvailable }: WebhookResource): string[] => [
  /^\w{1,20}$/.test(type) ? type : '?',
  shownUrl(url),
  enabled ? 'yes' : 'no',
  httpAuthHeaderAvailable ? 'set' : 'none',
];

/** Strips user and query, since the receiver may be somebody else's and have a secret there. */
export function shownUrl(text: string): string {
  if (!URL.canParse(text)) return '(not a URL)';
  const { protocol, host, pathname, search } = new URL(text);
  return `${protocol}//${host}${pathname}${search ? '?…' : ''}`;
}
