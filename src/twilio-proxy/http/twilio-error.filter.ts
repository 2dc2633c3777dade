import { type ArgumentsHost, Catch } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemFilter, toProblem } from '../../platform/rest/index.js';
import { asTwilioError } from './failures.js';
import { TWILIO_PREFIX, isTwilioRoute } from './prefix.js';
import { TwilioProxyError } from './twilio-error.js';

/** The body of an error. The SDK reads the first four members. */
export interface TwilioErrorBody {
  code: number;
  message: string;
  more_info: string;
  status: number;
}

/** Twilio's codes for failures that have no other, by status. */
const CODE_OF_STATUS: Readonly<Record<number, number>> = {
  401: 20003,
  403: 20403,
  404: 20404,
  405: 20004,
  409: 80623,
  429: 20429,
  500: 20500,
  503: 20503,
};

/** Parts of a path that contain no input of the client: words of the API, and random SIDs. */
const PLAIN_PART =
  /^(?:|Services|PhoneNumbers|ShortCodes|Sessions|Participants|(?:Message)?Interactions|K[A-Z][0-9a-f]{32})$/;

/** Returns the path as Twilio's messages show it; other parts may be phone numbers. */
const pathOf = ({ url }: FastifyRequest): string =>
  url
    .slice(TWILIO_PREFIX.length)
    .split('?', 1)[0]!
    .replace(/^\/v1(?=\/)/, '')
    .split('/')
    .map((part) => (PLAIN_PART.test(part) ? part : '…'))
    .join('/');

/** Converts any failure into Twilio's form. @param path of the request, without client input */
export function twilioErrorBody(error: unknown, path: string): TwilioErrorBody {
  const known = asTwilioError(error);
  const problem = toProblem(known, path);
  const { status } = problem;
  const code = known instanceof TwilioProxyError ? known.number : (CODE_OF_STATUS[status] ?? 20001);
  const message = code === 20404 ? `The requested resource ${path} was not found` : problem.detail;
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

/** Answers requests below `/twilio` with errors in Twilio's form, and all others with problems. */
@Catch()
export class TwilioErrorFilter extends ProblemFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    if (!isTwilioRoute(request.url)) {
      this.answerWithProblem(error, host);
      return;
    }
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const path = pathOf(request);
    this.log(error, request, toProblem(error, path));
    const body = twilioErrorBody(error, path);
    if (body.status === 401) void reply.header('www-authenticate', 'Basic realm="Twilio API"');
    void reply.status(body.status).type('application/json').send(body);
  }
}
