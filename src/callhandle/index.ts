export { CallHandleModule } from './call-handle.module.js';
export { PinGuard } from './pin-guard.entity.js';
