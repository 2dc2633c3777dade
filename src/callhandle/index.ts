export { CallHandleModule } from './call-handle.module.js';
export { PinGuardService } from './pin/pin-guard.service.js';
export { PinGuard } from './pin/pin-guard.entity.js';
export { DecisionHook, HOOK_SECRET } from './decision-hook/decision-hook.entity.js';
export { DecisionHookExistsError } from './decision-hook/decision-hook.errors.js';
export { DecisionHookService } from './decision-hook/decision-hook.service.js';
export type { HookAnswer } from './decision-hook/asking/hook-answer.js';
export { DecisionHooks } from './decision-hook/asking/decision-hooks.service.js';
export { HookFailure } from './decision-hook/asking/hook-failure.js';
export {
  type HookFormat,
  HookFormats,
  type HookQuestion,
  type HookResponse,
} from './decision-hook/asking/hook-format.js';
export type { CallToAsk } from './decision-hook/asking/hook-question.js';
export type { HookToAsk } from './decision-hook/decision-hook.repository.js';
