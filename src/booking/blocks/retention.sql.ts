import { byUuid, olderThan, retained } from '../../platform/database/index.js';

/** Retention of blocks that have ended. A block without end is kept until it is deleted. */
export const OLD_BLOCKS = retained({
  name: 'blocks',
  period: 'blocks',
  kind: 'block',
  table: 'block',
  ...olderThan('ends_at'),
  ...byUuid('id'),
});
