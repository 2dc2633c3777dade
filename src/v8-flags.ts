import { setFlagsFromString } from 'node:v8';

/**
 * V8 begins to allocate what `pg` makes for each query among the long-lived objects, since a few of the
 * first ones lived long (allocation-site pretenuring). Dead ones there keep alive what they refer to, so
 * that every row outlives the quick collections: those take twice as long, and full ones, which stop
 * calls, come every few seconds. Imported first, before anything is compiled to the end.
 */
setFlagsFromString('--no-allocation-site-pretenuring');
