export { CallHandleModule } from './call-handle.module.js';
export { PinGuardService } from './pin/pin-guard.service.js';
export { PinGuard } from './pin/pin-guard.entity.js';
