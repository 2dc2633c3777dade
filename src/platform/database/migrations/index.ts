import { InitialSchema1764000000000 } from './bookings/1764000000000-initial-schema.js';
import { Events1764000000001 } from './platform/1764000000001-events.js';
import { ApiKeys1764000000002 } from './platform/1764000000002-api-keys.js';
import { Calls1764000000003 } from './calls/1764000000003-calls.js';
import { KeyRotation1764000000010 } from './platform/1764000000010-key-rotation.js';
import { Erasures1764000000011 } from './platform/1764000000011-erasures.js';
import { ListIndexes1764000000012 } from './platform/1764000000012-list-indexes.js';
import { HeldSyncs1764000000040 } from './bookings/1764000000040-held-syncs.js';
import { NoTruncation1764000000013 } from './platform/1764000000013-no-truncation.js';
import { NumberKinds1764000000020 } from './bookings/1764000000020-number-kinds.js';
import { DecisionAttempts1764000000021 } from './calls/1764000000021-decision-attempts.js';
import { RanksOfStates1764000000030 } from './calls/1764000000030-ranks-of-states.js';
import { JobSetAside1764000000060 } from './platform/1764000000060-job-set-aside.js';
import { PlainNames1764000000070 } from './platform/1764000000070-plain-names.js';
import { NumberModes1764000000080 } from './bookings/1764000000080-number-modes.js';
import { OpenBookings1764000000081 } from './bookings/1764000000081-open-bookings.js';
import { Lifetimes1764000000090 } from './bookings/1764000000090-lifetimes.js';
import { Blocks1764000000100 } from './bookings/1764000000100-blocks.js';
import { DecisionHooks1764000000110 } from './calls/1764000000110-decision-hooks.js';
import { Languages1764000000120 } from './calls/1764000000120-languages.js';
import { RecordingAnnouncements1764000000121 } from './calls/1764000000121-recording-announcements.js';
import { PhonesOfParties1764000000122 } from './bookings/1764000000122-phones-of-parties.js';
import { Channels1764000000200 } from './texts-and-twilio/1764000000200-channels.js';
import { Messages1764000000201 } from './texts-and-twilio/1764000000201-messages.js';
import { OwnTexts1764000000210 } from './texts-and-twilio/1764000000210-own-texts.js';
import { ConsoleSessions1764000000220 } from './platform/1764000000220-console-sessions.js';
import { TwilioProxy1764000000230 } from './texts-and-twilio/1764000000230-twilio-proxy.js';
import { TwilioCallbacks1764000000231 } from './texts-and-twilio/1764000000231-twilio-callbacks.js';
import { TwilioTexts1764000000240 } from './texts-and-twilio/1764000000240-twilio-texts.js';
import { ConsoleSessionsSeen1764000000250 } from './platform/1764000000250-console-sessions-seen.js';
import { ErasuresInProgress1764000000251 } from './platform/1764000000251-erasures-in-progress.js';
import { BookingsByTime1796100000000 } from './bookings/1796100000000-bookings-by-time.js';

/** Migrations in the order in which they run. A released migration is never changed. */
export const MIGRATIONS = [
  InitialSchema1764000000000,
  Events1764000000001,
  ApiKeys1764000000002,
  Calls1764000000003,
  KeyRotation1764000000010,
  Erasures1764000000011,
  ListIndexes1764000000012,
  NoTruncation1764000000013,
  NumberKinds1764000000020,
  DecisionAttempts1764000000021,
  RanksOfStates1764000000030,
  HeldSyncs1764000000040,
  JobSetAside1764000000060,
  PlainNames1764000000070,
  NumberModes1764000000080,
  OpenBookings1764000000081,
  Lifetimes1764000000090,
  Blocks1764000000100,
  DecisionHooks1764000000110,
  Languages1764000000120,
  RecordingAnnouncements1764000000121,
  PhonesOfParties1764000000122,
  Channels1764000000200,
  Messages1764000000201,
  OwnTexts1764000000210,
  ConsoleSessions1764000000220,
  TwilioProxy1764000000230,
  TwilioCallbacks1764000000231,
  TwilioTexts1764000000240,
  ConsoleSessionsSeen1764000000250,
  ErasuresInProgress1764000000251,
  BookingsByTime1796100000000,
];
