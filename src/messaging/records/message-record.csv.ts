import { asCsv, type CsvColumns } from '../../platform/rest/index.js';
import type { MessageResponse } from './message-record.mapper.js';

/** Texts are not among the columns. */
const COLUMNS: CsvColumns<MessageResponse> = {
  id: (message) => message.id,
  receivedAt: (message) => message.receivedAt,
  pool: (message) => message.pool,
  bookingId: (message) => message.bookingId,
  kind: (message) => message.kind,
  reference: (message) => message.reference,
  virtualNumber: (message) => message.virtualNumber,
  source: (message) => message.source,
  senderRole: (message) => message.senderRole,
  receiverRole: (message) => message.receiverRole,
  outcome: (message) => message.outcome,
  reason: (message) => message.reason,
  receiptState: (message) => message.receipt?.state,
  receiptDetail: (message) => message.receipt?.detail,
  errorCode: (message) => message.errorCode,
  forwardedAt: (message) => message.forwardedAt,
  length: (message) => message.length,
  parts: (message) => message.parts,
  inboundPrice: (message) => message.inboundPrice?.amount,
  inboundCurrency: (message) => message.inboundPrice?.currency,
  outboundPrice: (message) => message.outboundPrice?.amount,
  outboundCurrency: (message) => message.outboundPrice?.currency,
};

export const messagesAsCsv = (messages: readonly MessageResponse[]): string =>
  asCsv(COLUMNS, messages);
