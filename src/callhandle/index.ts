export { CallHandleModule } from './call-handle.module.js';
export { PinGuardService } from './pin/pin-guard.service.js';
export { PinGuard } from './pin/pin-guard.entity.js';
export { DecisionHook, HOOK_SECRET } from './decision-hook/decision-hook.entity.js';
