import type { Line } from '../history/history.js';
import { storyOf } from './actions.js';
import { checkAssignments } from './check-assignments.js';
import { checkAvailability } from './check-availability.js';
import { checkBookings } from './check-bookings.js';
import { checkCalls } from './check-calls.js';
import { checkEvents } from './check-events.js';
import { checkLeaks } from './check-leaks.js';
import { checkRecords } from './check-records.js';
import { checkTexts } from './check-texts.js';
import type { Violation } from './violation.js';
import { World } from './world.js';

/**
 * Decides by the times of the operations whether everything in a history was allowed. It shares no code
 * with the service.
 * @throws Error if the history has no setup
 */
export function check(lines: readonly Line[]): Violation[] {
  const story = storyOf(lines);
  const world = new World(story);
  return [
    ...checkCalls(world),
    ...checkAvailability(world),
    ...checkBookings(world),
    ...checkAssignments(world),
    ...checkRecords(world),
    ...checkTexts(world),
    ...checkEvents(world),
    ...checkLeaks(story),
  ];
}
