export { CallHandleModule } from './call-handle.module.js';
export { PinGuardService } from './pin-guard.service.js';
export { PinGuard } from './pin-guard.entity.js';
