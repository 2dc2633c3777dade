export { CallHandleModule } from './call-handle.module.js';
