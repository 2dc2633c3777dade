import type {
  CreateBookingDto,
  PartyNumbersDto,
  UpdateBookingDto,
} from '../../src/booking/booking.dto.js';
import type { ExplainRoutingDto } from '../../src/callhandle/routing.controller.js';
import type { RedeliverDto } from '../../src/events/event.dto.js';
import type {
  CreateWebhookEndpointDto,
  UpdateWebhookEndpointDto,
} from '../../src/events/webhook-endpoint.dto.js';
import type { CreatePoolDto, UpdatePoolDto } from '../../src/pool/pool.dto.js';
import type {
  AddVirtualNumbersDto,
  UpdateVirtualNumberDto,
} from '../../src/pool/virtual-number.dto.js';
import type { ErasureDto, ExportDto } from '../../src/privacy/privacy.dto.js';
import type { CreateApiKeyDto, RotateApiKeyDto } from '../../src/security/api-keys/api-key.dto.js';
import type { StartCallDto } from '../../src/status/app-call.controller.js';

type Examples<Dto> = Readonly<Record<string, Dto>>;

/** By the class of a body. All numbers are of nobody. */
export const REQUEST_EXAMPLES: {
  CreateBookingDto: Examples<CreateBookingDto>;
  UpdateBookingDto: Examples<UpdateBookingDto>;
  PartyNumbersDto: Examples<PartyNumbersDto>;
  StartCallDto: Examples<StartCallDto>;
  ExplainRoutingDto: Examples<ExplainRoutingDto>;
  CreatePoolDto: Examples<CreatePoolDto>;
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
  },
  UpdateBookingDto: {
    extend: { ttlSeconds: 3600 },
    oneWay: { callersAllowed: ['driver'] },
  },
  PartyNumbersDto: { anotherDriver: { phoneNumber: '+6598765433' } },
  StartCallDto: { byTheRider: { from: 'rider' } },
  ExplainRoutingDto: { rider: { virtualNumber: '+6568332048', caller: '+6591178965' } },
  CreatePoolDto: {
    rides: { name: 'rides', subAccountId: 'acme_rides', policy: { graceSeconds: 1800 } },
  },
  UpdatePoolDto: {
    countries: { policy: { countryMatch: 'prefer', allowedCountries: ['SG', 'MY'] } },
    message: { policy: { messages: { ended: { text: 'Your ride has ended.' } } } },
  },
  AddVirtualNumbersDto: { one: { numbers: [{ msisdn: '+6568332048', countryCode: 'SG' }] } },
  UpdateVirtualNumberDto: { drain: { state: 'draining' } },
  RedeliverDto: { toOne: { endpointId: '019ab1f4-7b1d-7a5e-9c42-1d2e3f405162' } },
  CreateWebhookEndpointDto: {
    ends: {
      url: 'https://rides.acme.example/maskline',
      types: ['booking.completed', 'booking.expired'],
      pools: ['rides'],
    },
  },
  UpdateWebhookEndpointDto: { switchOff: { state: 'disabled' } },
  CreateApiKeyDto: {
    backEnd: {
      name: 'rides back end',
      scopes: ['bookings:read', 'bookings:write'],
      pools: ['rides'],
    },
  },
  RotateApiKeyDto: { withinAnHour: { overlapSeconds: 3600 } },
  ErasureDto: { andEndBookings: { phoneNumber: '+6591178965', endBookings: true } },
  ExportDto: { firstPage: { phoneNumber: '+6591178965', limit: 200 } },
};
