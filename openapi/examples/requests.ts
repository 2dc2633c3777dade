import type {
  CreateBookingDto,
  PartyNumbersDto,
  UpdateBookingDto,
} from '../../src/booking/model/booking.dto.js';
import type { ExplainRoutingDto } from '../../src/callhandle/routing.dto.js';
import type { RedeliverDto } from '../../src/events/outbox/event.dto.js';
import type {
  CreateWebhookEndpointDto,
  UpdateWebhookEndpointDto,
} from '../../src/events/subscriptions/webhook-endpoint.dto.js';
import type { CreatePoolDto, SyncPoolDto, UpdatePoolDto } from '../../src/pool/pools/pool.dto.js';
import type {
  AddVirtualNumbersDto,
  UpdateVirtualNumberDto,
} from '../../src/pool/numbers/virtual-number.dto.js';
import type { ErasureDto, ExportDto } from '../../src/privacy/privacy.dto.js';
import type { CreateApiKeyDto, RotateApiKeyDto } from '../../src/security/api-keys/api-key.dto.js';
import type { StartCallDto } from '../../src/callhandle/app-call/app-call.dto.js';

type Examples<Dto> = Readonly<Record<string, Dto>>;

/** By the class of a body. All numbers are of nobody. */
export const REQUEST_EXAMPLES: {
  CreateBookingDto: Examples<CreateBookingDto>;
  UpdateBookingDto: Examples<UpdateBookingDto>;
  PartyNumbersDto: Examples<PartyNumbersDto>;
  StartCallDto: Examples<StartCallDto>;
  ExplainRoutingDto: Examples<ExplainRoutingDto>;
  CreatePoolDto: Examples<CreatePoolDto>;
  SyncPoolDto: Examples<SyncPoolDto>;
  UpdatePoolDto: Examples<UpdatePoolDto>;
  AddVirtualNumbersDto: Examples<AddVirtualNumbersDto>;
  UpdateVirtualNumberDto: Examples<UpdateVirtualNumberDto>;
  RedeliverDto: Examples<RedeliverDto>;
  CreateWebhookEndpointDto: Examples<CreateWebhookEndpointDto>;
  UpdateWebhookEndpointDto: Examples<UpdateWebhookEndpointDto>;
  CreateApiKeyDto: Examples<CreateApiKeyDto>;
  RotateApiKeyDto: Examples<Partial<RotateApiKeyDto>>;
  ErasureDto: Examples<ErasureDto>;
  ExportDto: Examples<Partial<ExportDto>>;
} = {
  CreateBookingDto: {
    ride: {
      pool: 'rides',
      reference: 'ride-1001',
      parties: [
        { role: 'rider', phoneNumber: '+6591178965' },
        { role: 'driver', phoneNumber: '+6598765432' },
      ],
    },
    deliveryWithEverything: {
      pool: 'rides',
      reference: 'parcel-77',
      parties: [
        { role: 'courier', phoneNumber: '+6591178965', alternateNumbers: ['+6591178966'] },
        { role: 'recipient', phoneNumber: '+6598765432' },
      ],
      ttlSeconds: 7200,
      virtualNumber: '+6568332048',
      callRecording: true,
      callersAllowed: ['courier'],
      announcement: { text: 'This call may be recorded.' },
      metadata: { parcel: 77 },
    },
    untilATime: {
      pool: 'rides',
      reference: 'ride-1002',
      parties: [
        { role: 'rider', phoneNumber: '+6591178965' },
        { role: 'driver', phoneNumber: '+6598765432' },
      ],
      expiresAt: '2026-11-25T10:00:00Z',
      announcement: { fileUrl: 'https://rides.acme.example/welcome.mp3' },
    },
  },
  UpdateBookingDto: {
    extend: { ttlSeconds: 3600 },
    oneWay: { callersAllowed: ['driver'] },
    everything: {
      expiresAt: '2026-11-25T10:00:00Z',
      callRecording: true,
      callersAllowed: ['rider', 'driver'],
      announcement: {
        text: 'This call may be recorded.',
        voiceProfile: 'en-US-ZiraRUS',
        repetition: 1,
        speed: 1,
      },
      metadata: { vehicle: 'van' },
    },
  },
  PartyNumbersDto: {
    anotherDriver: { phoneNumber: '+6598765433' },
    withTwoPhones: { phoneNumber: '+6598765433', alternateNumbers: ['+6598765434'] },
  },
  StartCallDto: { byTheRider: { from: 'rider' } },
  ExplainRoutingDto: { rider: { virtualNumber: '+6568332048', caller: '+6591178965' } },
  CreatePoolDto: {
    rides: { name: 'rides', subAccountId: 'acme_rides', policy: { graceSeconds: 1800 } },
    withAMessage: {
      name: 'deliveries',
      subAccountId: 'acme_rides',
      policy: { messages: { ended: { text: 'Your delivery has ended.' } } },
    },
  },
  SyncPoolDto: {
    'fetch the list of 8x8': {},
    'retire the numbers of a held sync': {
      confirmHeldSync: '019ab1f4-8c2e-7d1f-a043-2e3f40516273',
    },
  },
  UpdatePoolDto: {
    countries: { policy: { countryMatch: 'prefer', allowedCountries: ['SG', 'MY'] } },
    message: { policy: { messages: { ended: { text: 'Your ride has ended.' } } } },
    everything: {
      policy: {
        bookingTtlSeconds: 7200,
        graceSeconds: 1800,
        cooldownSeconds: 86_400,
        sticky: true,
        maxActiveBookings: 50,
        callRecording: false,
        messages: {
          ended: { text: 'Your ride has ended.', voiceProfile: 'en-US-ZiraRUS' },
          notAParty: { fileUrl: 'https://rides.acme.example/unknown.mp3', repetition: 2 },
          callsNotAllowed: { text: 'Please wait for a call.' },
          tooManyCalls: { text: 'Please call later.' },
          enterPin: { text: 'Please enter your PIN.', voiceProfile: 'en-US-ZiraRUS', speed: 0.9 },
          wrongPin: { text: 'That is not your PIN. Please enter it again.' },
          pinRefused: { text: 'Please call from your own phone.' },
          announcement: { text: 'This call may be recorded.' },
        },
        selection: 'balanced',
        countryMatch: 'prefer',
        allowedCountries: ['SG', 'MY'],
        allowedNumberKinds: ['satellite'],
        maxCallsPerMinute: 10,
        partyPin: true,
        newNumbers: 'approve',
        rebalance: 'full',
        rebalanceTolerance: 0.25,
        maxMovesPerRun: 100,
      },
    },
  },
  AddVirtualNumbersDto: {
    one: { numbers: [{ msisdn: '+6568332048', countryCode: 'SG' }] },
    withEverything: {
      numbers: [
        {
          msisdn: '+6568332048',
          countryCode: 'SG',
          referenceId: 'vn-1001',
          numberType: 'LOCAL',
          operationalStatus: 'Active',
          state: 'enabled',
          weight: 2,
          maxActiveBookings: 50,
        },
      ],
    },
  },
  UpdateVirtualNumberDto: {
    drain: { state: 'draining' },
    limit: { weight: 2, maxActiveBookings: 50 },
  },
  RedeliverDto: { toOne: { endpointId: '019ab1f4-7b1d-7a5e-9c42-1d2e3f405162' } },
  CreateWebhookEndpointDto: {
    ends: {
      url: 'https://rides.acme.example/maskline',
      types: ['booking.completed', 'booking.expired'],
      pools: ['rides'],
      description: 'ends of rides',
    },
  },
  UpdateWebhookEndpointDto: {
    switchOff: { state: 'disabled' },
    move: {
      url: 'https://rides.acme.example/events',
      types: ['booking.completed'],
      pools: ['rides'],
      description: 'ends of rides',
    },
  },
  CreateApiKeyDto: {
    backEnd: {
      name: 'rides back end',
      scopes: ['bookings:read', 'bookings:write'],
      pools: ['rides'],
    },
    forAMonth: {
      name: 'an audit',
      scopes: ['bookings:read'],
      rateLimitPerMinute: 600,
      expiresAt: '2026-12-25T10:00:00Z',
    },
  },
  RotateApiKeyDto: {
    withinAnHour: { overlapSeconds: 3600 },
    forAMonth: { expiresAt: '2026-12-25T10:00:00Z' },
  },
  ErasureDto: { andEndBookings: { phoneNumber: '+6591178965', endBookings: true } },
  ExportDto: {
    firstPage: { phoneNumber: '+6591178965', limit: 200 },
    nextPage: {
      phoneNumber: '+6591178965',
      cursor: 'Ym9va2luZ3wwMTlhYjFmNC02ZjBjLTdjMWUtOWQwYi02YTNmNGYxZjZmMTA',
    },
  },
};
