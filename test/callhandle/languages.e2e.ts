import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import {
  bookingRequest,
  callReceived,
  type Answer,
  connectedTo,
  createBooking,
  createPool,
  newPhone,
} from '../support/scenario.js';

const GERMAN = 'de-DE-KatjaNeural';
const FRENCH = 'fr-FR-DeniseNeural';
const AUSTRIAN = 'de-AT-IngridNeural';
const LANGUAGES = [
  {
    language: 'de',
    callingCodes: ['49', '43'],
    voiceProfile: GERMAN,
    messages: {
      ended: { text: 'Die Buchung ist beendet.' },
      notAParty: { text: 'Kein Anschluss.', voiceProfile: AUSTRIAN },
      tooManyCalls: { fileUrl: 'https://rides.example.com/de.mp3' },
      announcement: { text: 'Ihr Anruf wird verbunden.' },
      enterPin: { text: 'Bitte die PIN eingeben.' },
      pinRefused: { text: 'Falsche PIN.' },
    },
  },
  {
    language: 'de-AT',
    voiceProfile: AUSTRIAN,
    messages: { ended: { text: 'Die Buchung ist aus.' } },
  },
  {
    language: 'fr',
    callingCodes: ['33'],
    voiceProfile: FRENCH,
    messages: { ended: { text: 'La réservation est terminée.' } },
  },
];
const ENGLISH = { text: 'The ride is over.', voiceProfile: 'en-US-ZiraRUS' };

let app: TestApp;
let nextGerman = 0;
/** Returns a valid German mobile number. */
const germanPhone = (): string => `+49151${String(12_000_000 + (nextGerman += 1))}`;

const callFrom = (from: string, to: string) =>
  callReceived(from, to, { sourceCountryCode: undefined });

/** Dials from a phone of any country. */
async function ring(from: string, to: string): Promise<Answer> {
  return (await app.webhook('call-action', callFrom(from, to)).expect(200)).body as Answer;
}

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const createRides = (policy: object = {}) =>
  createPool(app, {
    policy: { messages: { ended: ENGLISH }, languages: LANGUAGES, ...policy },
  });

/** Books a rider with a language, and returns what the rider hears after the end. */
async function endedFor(pool: string, rider: string, language?: string): Promise<unknown> {
  const request = bookingRequest(pool, { rider });
  const [party, driver] = request.parties;
  const parties = [{ ...party, ...(language !== undefined && { language }) }, driver];
  const { body } = await app.post('/v1/bookings', { ...request, parties }).expect(201);
  await app.post(`/v1/bookings/${body.id}/cancel`).expect(200);
  return (await ring(rider, body.virtualNumber)).callflow[0]?.params;
}

describe('a caller of a pool with languages', () => {
  it("hears the language of the party, else that of the number's calling code, else the pool's", async () => {
    const { name } = await createRides();
    const de = { text: 'Die Buchung ist beendet.', voiceProfile: GERMAN };
    const at = { text: 'Die Buchung ist aus.', voiceProfile: AUSTRIAN };
    const fr = { text: 'La réservation est terminée.', voiceProfile: FRENCH };
    expect(await endedFor(name, newPhone(), 'de')).toEqual(de);
    expect(await endedFor(name, newPhone(), 'DE-ch')).toEqual(de);
    expect(await endedFor(name, newPhone(), 'de-AT')).toEqual(at);
    expect(await endedFor(name, newPhone())).toEqual(ENGLISH);
    expect(await endedFor(name, newPhone(), 'ja')).toEqual(ENGLISH);
    expect(await endedFor(name, newPhone(), 'den')).toEqual(ENGLISH);
    expect(await endedFor(name, germanPhone())).toEqual(de);
    expect(await endedFor(name, germanPhone(), 'fr')).toEqual(fr);
    expect(await endedFor(name, germanPhone(), 'ja')).toEqual(de);
  });

  it('hears a message that the language lacks as the pool has it, or else as Maskline does', async () => {
    const { name, numbers } = await createRides();
    const { rider, virtualNumber } = await createBooking(app, name, { callersAllowed: ['driver'] });
    const refused = await ring(rider, virtualNumber);
    expect(refused.callflow[0]?.params?.['text']).toMatch(/^You cannot call/);
    const stranger = await ring('+33612345678', numbers[0]!);
    expect(stranger.callflow[0]?.params?.['text']).toMatch(/^This number is not available/);
  });

  it('hears it as a stranger too, with the voice of the text if that has one', async () => {
    const { numbers } = await createRides();
    const { callflow } = await ring(germanPhone(), numbers[0]!);
    expect(callflow).toEqual([
      { action: 'say', params: { text: 'Kein Anschluss.', voiceProfile: AUSTRIAN } },
      { action: 'hangup' },
    ]);
  });

  it('hears the announcement in it, and a file as it is', async () => {
    const { name } = await createRides({ maxCallsPerMinute: 1 });
    const { driver, virtualNumber, ...booking } = await createBooking(app, name, {
      rider: germanPhone(),
    });
    const first = await ring(booking.rider, virtualNumber);
    expect(first.callflow[0]).toEqual({
      action: 'say',
      params: { text: 'Ihr Anruf wird verbunden.', voiceProfile: GERMAN },
    });
    expect(connectedTo(first)).toBe(driver);
    const second = await ring(booking.rider, virtualNumber);
    expect(second.callflow[0]).toEqual({
      action: 'playFile',
      params: { fileUrl: 'https://rides.example.com/de.mp3' },
    });
    // The driver has a number of another country.
    expect((await ring(driver, virtualNumber)).callflow).toHaveLength(1);
  });

  it("hears the booking's own announcement instead", async () => {
    const { name } = await createRides();
    const announcement = { text: 'Welcome.', voiceProfile: 'en-US-ZiraRUS' };
    const { rider, virtualNumber } = await createBooking(app, name, {
      rider: germanPhone(),
      announcement,
    });
    const { callflow } = await ring(rider, virtualNumber);
    expect(callflow[0]).toEqual({ action: 'say', params: announcement });
  });

  it('hears the questions for a PIN in it, and after the PIN the language of its party', async () => {
    const { name } = await createRides({ partyPin: true });
    const request = bookingRequest(name);
    const [rider, driver] = request.parties;
    const parties = [{ ...rider, language: 'fr' }, driver];
    const { body } = await app.post('/v1/bookings', { ...request, parties }).expect(201);
    const call = callFrom(germanPhone(), body.virtualNumber);
    const asked = await app.webhook('call-action', call).expect(200);
    expect(asked.body.callflow[0].params).toMatchObject({
      promptMessage: 'Bitte die PIN eingeben.',
      voiceProfile: GERMAN,
    });
    await app.post(`/v1/bookings/${body.id}/cancel`).expect(200);
    const entered = {
      ...call,
      payload: {
        ...call.payload,
        callStatus: 'ACTION_COMPLETED',
        clientActionId: asked.body.clientActionId,
        eventData: { dtmf: body.parties[0].pin },
      },
    };
    const answer = await app.webhook('call-action', entered).expect(200);
    expect(answer.body.callflow[0].params).toEqual({
      text: 'La réservation est terminée.',
      voiceProfile: FRENCH,
    });
  });

  it('gets the same in an explanation', async () => {
    const { numbers } = await createRides();
    const { body } = await app
      .post('/v1/routing/explain', { virtualNumber: numbers[0], caller: germanPhone() })
      .expect(200);
    expect(body.callflow[0].params.text).toBe('Kein Anschluss.');
  });
});

describe('the language of a party', () => {
  it('is shown in its canonical form, and is part of the content of a request', async () => {
    const { name } = await createRides();
    const request = bookingRequest(name);
    const [rider, driver] = request.parties;
    const send = (language: string) =>
      app.post('/v1/bookings', { ...request, parties: [{ ...rider, language }, driver] });
    const { body } = await send('PT-br').expect(201);
    expect(body.parties.map(({ language }: { language: string }) => language)).toEqual([
      'pt-BR',
      null,
    ]);
    expect((await app.get(`/v1/bookings/${body.id}`)).body).toEqual(body);
    await send('pt-BR').expect(200);
    await send('pt').expect(409);
  });

  it('changes with the party, or alone', async () => {
    const { name } = await createRides();
    const { id, rider } = await createBooking(app, name);
    const put = async (phoneNumber: string, language?: string) => {
      const path = `/v1/bookings/${id}/parties/rider`;
      const { body } = await app.put(path, { phoneNumber, language }).expect(200);
      return [body.parties[0].language, body.version];
    };
    const [language, version] = await put(rider, 'de');
    expect(language).toBe('de');
    expect(await put(rider, 'de')).toEqual(['de', version]);
    expect(await put(newPhone(), 'fr')).toEqual(['fr', expect.not.stringMatching(version)]);
    expect((await put(newPhone()))[0]).toBe(null);
  });

  it('is erased with the number', async () => {
    const { name } = await createRides();
    const { id, rider } = await createBooking(app, name);
    const path = `/v1/bookings/${id}/parties/rider`;
    await app.put(path, { phoneNumber: rider, language: 'de' }).expect(200);
    await app.post('/v1/erasures', { phoneNumber: rider, endBookings: true }).expect(200);
    const { body } = await app.get(`/v1/bookings/${id}`).expect(200);
    expect(body.parties[0]).toMatchObject({ phoneNumber: null, language: null });
  });

  it.each(['', 'german', 'de_AT', 'de-91178965', 'x-rider', 'de-u-co-phonebk', 7, null])(
    'is refused if it is %j',
    async (language) => {
      const request = bookingRequest((await createRides()).name);
      const [rider, driver] = request.parties;
      const parties = [{ ...rider, language }, driver];
      const { body } = await app.post('/v1/bookings', { ...request, parties }).expect(400);
      expect(body.errors[0].path).toBe('parties[0].language');
    },
  );
});

describe('the languages of a pool', () => {
  const [german] = LANGUAGES;

  it.each([
    ['without a voice', [{ language: 'de', messages: {} }]],
    ['with an invalid voice', [{ ...german, voiceProfile: '' }]],
    ['with a language twice', [german, { ...german, language: 'DE', callingCodes: ['41'] }]],
    ['with a calling code twice', [german, { ...german, language: 'lb' }]],
    ['with a calling code twice in one', [{ ...german, callingCodes: ['49', '49'] }]],
    ['with a calling code in another form', [{ ...german, callingCodes: ['+49'] }]],
    ['with an unknown message', [{ ...german, messages: { hello: { text: 'Hallo' } } }]],
    ['as null', null],
    ['as a list of nothing', [null]],
  ])('are refused %s', async (_, languages) => {
    const { name } = await createPool(app);
    const { body } = await app.patch(`/v1/pools/${name}`, { policy: { languages } });
    expect(body).toMatchObject({ status: 400, code: 'validation-failed' });
  });

  it('are shown as they were sent, and replaced as a whole', async () => {
    const { name } = await createRides();
    const shown = (await app.get(`/v1/pools/${name}`).expect(200)).body.policy.languages;
    expect(shown).toEqual(LANGUAGES.map((one) => ({ callingCodes: [], ...one })));
    const { body } = await app.patch(`/v1/pools/${name}`, { policy: { languages: [] } });
    expect(body.policy.languages).toEqual([]);
  });
});
