export {
  CarrierErasureService,
  type CarrierErasuresResponse,
} from './erasure/carrier-erasure.service.js';
export { CarrierErasure } from './model/carrier-erasure.entity.js';
export {
  MESSAGE_CONTENT,
  MESSAGE_RECEIVER,
  MESSAGE_TEXT,
  OPT_OUT_PERSON,
} from './encrypted-columns.js';
export { Message } from './model/message.entity.js';
export { MissedCallGuard } from './model/missed-call-guard.entity.js';
export { MessageReplyGuard } from './model/reply-guard.entity.js';
export {
  MessageErasureService,
  type PhoneMessage,
  type PhoneOptOut,
} from './erasure/message-erasure.service.js';
export { KeptTextsService } from './kept-texts/kept-texts.service.js';
export type { MessageResponse } from './records/message-record.mapper.js';
export { MessageRecordService } from './records/message-record.service.js';
export { textTimes } from './records/text-times.sql.js';
export { MessageNotSendableError } from './system-texts/system-text.errors.js';
export { SystemTextService } from './system-texts/system-text.service.js';
export { type TextHook, TextHooks, type TextToAsk } from './text-hooks/text-hooks.js';
export { MessagingModule } from './messaging.module.js';
export { OptOut } from './model/opt-out.entity.js';
export { WAITING_TEXTS, type WaitingTextsRow } from './forwarding/waiting-texts.sql.js';
