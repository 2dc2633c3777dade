export { IsCallerMessage, messageAction } from './is-caller-message.js';
export { Pool } from './pool.entity.js';
export { PoolNotFoundError } from './pool.errors.js';
export { PoolModule } from './pool.module.js';
export type { CallerMessage, PoolMessages } from './pool-policy.js';
export { PoolService } from './pool.service.js';
export { VirtualNumber } from './virtual-number.entity.js';
export { VirtualNumberService } from './virtual-number.service.js';
export { VirtualNumberNewsService } from './virtual-number-news.service.js';
