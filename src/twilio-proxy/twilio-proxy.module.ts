import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CallHandleModule } from '../callhandle/index.js';
import { CallbackContext } from './callbacks/callback-context.service.js';
import { CallbackSetup } from './callbacks/callback-setup.service.js';
import { InteractionCallbackService } from './callbacks/interaction-callback.service.js';
import { OutOfSessionAnswers } from './callbacks/out-of-session.service.js';
import { TextCallbackService } from './callbacks/text-callback.service.js';
import { TwilioHookFormat } from './callbacks/twilio-hook-format.service.js';
import { MessagingModule } from '../messaging/index.js';
import { BookingModule } from '../booking/index.js';
import { EventsModule } from '../events/index.js';
import { PoolModule } from '../pool/index.js';
import { FacadeAccount } from './accounts/facade-account.entity.js';
import { FacadeAccountRepository } from './accounts/facade-account.repository.js';
import { TwilioAccountController } from './accounts/twilio-account.controller.js';
import { TwilioAccountService } from './accounts/twilio-account.service.js';
import { TwilioAuthenticator } from './accounts/twilio-authenticator.js';
import { BaseUrl } from './http/base-url.js';
import { InteractionController } from './interactions/interaction.controller.js';
import { InteractionMessages } from './interactions/interaction-messages.js';
import { TwilioSentText } from './interactions/sent-text.entity.js';
import { InteractionService } from './interactions/interaction.service.js';
import { StatusModule } from '../status/index.js';
import { ParticipantController } from './participants/participant.controller.js';
import { ParticipantMapper } from './participants/participant.mapper.js';
import { ParticipantRepository } from './participants/participant.repository.js';
import { ParticipantService } from './participants/participant.service.js';
import { TwilioParticipant } from './participants/twilio-participant.entity.js';
import { NumberLimits } from './phone-numbers/number-limits.js';
import { PhoneNumberController } from './phone-numbers/phone-number.controller.js';
import { PhoneNumberService } from './phone-numbers/phone-number.service.js';
import { ServiceController } from './services/service.controller.js';
import { ServiceRepository } from './services/service.repository.js';
import { ServiceService } from './services/service.service.js';
import { OLD_TWILIO_SESSIONS } from './sessions/retention.sql.js';
import { provideRetention } from '../platform/database/index.js';
import { TwilioErasureService } from './erasure/twilio-erasure.service.js';
import { TwilioService } from './services/twilio-service.entity.js';
import { SessionBookingService } from './sessions/session-booking.service.js';
import { SessionController } from './sessions/session.controller.js';
import { SessionRepository } from './sessions/session.repository.js';
import { SessionService } from './sessions/session.service.js';
import { TwilioSession } from './sessions/twilio-session.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      FacadeAccount,
      TwilioParticipant,
      TwilioSentText,
      TwilioService,
      TwilioSession,
    ]),
    BookingModule,
    CallHandleModule,
    EventsModule,
    MessagingModule,
    PoolModule,
    StatusModule,
  ],
  controllers: [
    InteractionController,
    ParticipantController,
    PhoneNumberController,
    ServiceController,
    SessionController,
    TwilioAccountController,
  ],
  providers: [
    provideRetention(OLD_TWILIO_SESSIONS),
    BaseUrl,
    CallbackContext,
    CallbackSetup,
    InteractionCallbackService,
    OutOfSessionAnswers,
    TextCallbackService,
    TwilioHookFormat,
    FacadeAccountRepository,
    InteractionService,
    InteractionMessages,
    ParticipantMapper,
    ParticipantRepository,
    ParticipantService,
    NumberLimits,
    PhoneNumberService,
    ServiceRepository,
    ServiceService,
    SessionBookingService,
    SessionRepository,
    SessionService,
    TwilioAccountService,
    TwilioAuthenticator,
    TwilioErasureService,
  ],
  exports: [TwilioErasureService],
})
export class TwilioProxyModule {}
