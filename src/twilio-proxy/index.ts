export { FACADE_TOKEN, FacadeAccount } from './accounts/facade-account.entity.js';
export { TwilioAuthenticator } from './accounts/twilio-authenticator.js';
export { TwilioErasureService } from './erasure/twilio-erasure.service.js';
export { isTwilioRoute } from './http/prefix.js';
export { TwilioErrorFilter, twilioErrorBody } from './http/twilio-error.filter.js';
export { TwilioProxyModule } from './twilio-proxy.module.js';
export { TwilioParticipant } from './participants/twilio-participant.entity.js';
export { TwilioService } from './services/twilio-service.entity.js';
export { TwilioSession } from './sessions/twilio-session.entity.js';
