import { type FactoryProvider, Injectable } from '@nestjs/common';
import type { Retained } from './retained.js';

/** Registers the kinds of rows that the retention job deletes. */
@Injectable()
export class RetentionRegistry {
  private readonly kinds: Retained[] = [];

  add(kind: Retained): void {
    this.kinds.push(kind);
  }

  all(): readonly Retained[] {
    return this.kinds;
  }
}

/** Returns a provider that registers rows of a module's tables. */
export const provideRetention = (...kinds: Retained[]): FactoryProvider => ({
  provide: Symbol('retention'),
  inject: [RetentionRegistry],
  useFactory: (registry: RetentionRegistry) => {
    for (const kind of kinds) registry.add(kind);
    return kinds;
  },
});
