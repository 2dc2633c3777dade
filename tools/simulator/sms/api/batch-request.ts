import { SmsFailure } from './sms-failure.js';

const MAX_MESSAGES = 10_000;

export interface BatchRequest {
  clientBatchId?: string;
  includeMessagesInResponse: boolean;
  /** Each with the fields of the template that it lacks; not yet validated. */
  messages: object[];
}

/** @throws SmsFailure */
export function parseBatch(body: unknown): BatchRequest {
  const { clientBatchId, messages, destinations, template, includeMessagesInResponse } = {
    ...(body as object),
  } as Partial<Record<string, unknown>>;
  if (clientBatchId !== undefined && !isShortText(clientBatchId)) throw new SmsFailure(1000);
  const given = [
    ...listOf(messages),
    ...listOf(destinations).map((destination) => ({ destination })),
  ];
  if (given.length === 0) throw new SmsFailure(1000, 'There are no messages');
  if (given.length > MAX_MESSAGES) throw new SmsFailure(1100);
  return {
    ...(clientBatchId !== undefined && { clientBatchId }),
    includeMessagesInResponse: includeMessagesInResponse === true,
    messages: given.map((message) => ({ ...(template as object), ...(message as object) })),
  };
}

const isShortText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 20;

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
