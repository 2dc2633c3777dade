import type { TextEncoding } from './text-parts.js';

/** The state of a text, as in a receipt. */
export interface TextStatus {
  state: string;
  detail?: string;
  timestamp: Date;
  errorCode?: number;
}

/** One webhook about a text that the platform called, or tried to call. */
export interface TextMessageRecord {
  eventType: 'inbound_message_received' | 'outbound_message_status_changed';
  /** Receipts only. */
  state?: string;
  detail?: string;
  /** The HTTP status of the last attempt, or why there was no response. */
  status: number | string;
  /** 0 if no webhook was registered. */
  attempts: number;
}

/** A text that the platform took, in either direction. */
export interface TextRecord {
  umid: string;
  direction: 'outbound' | 'inbound';
  /** As given by the sender; outbound, the source that was asked for. */
  from: string;
  to: string;
  body: string;
  encoding: TextEncoding;
  parts: number;
  clientMessageId?: string;
  batchId?: string;
  clientBatchId?: string;
  createdAt: Date;
  status: TextStatus;
  /** In the order of sending. */
  messages: TextMessageRecord[];
}

/** A text that a phone received. */
export interface ReceivedText {
  umid: string;
  /** The number that the phone shows as the sender. */
  from: string;
  body: string;
  receivedAt: Date;
}
