import { describe, expect, it } from 'vitest';
import { readTwiml, TwimlError } from './twiml.js';

describe('TwiML', () => {
  it.each([
    ['<Response/>', []],
    [
      '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Reject/></Response>',
      [{ verb: 'Reject' }],
    ],
    [
      '<Response><Say voice="alice" language=\'en-GB\'>No &amp; bye,\n  &#x41;</Say><Hangup /></Response>',
      [{ verb: 'Say', text: 'No & bye, A' }, { verb: 'Hangup' }],
    ],
    [
      '<Response><!-- to the desk --><Dial>+6591178965</Dial></Response>',
      [{ verb: 'Dial', number: '+6591178965' }],
    ],
    [
      '<Response><Dial timeout="10"><Number>+6591178965</Number></Dial></Response>',
      [{ verb: 'Dial', number: '+6591178965' }],
    ],
    [
      '<Response><Play>https://acme.example/a.mp3?x=1&amp;y=2</Play></Response>',
      [{ verb: 'Play', url: 'https://acme.example/a.mp3?x=1&y=2' }],
    ],
  ])('%s is read', (document, verbs) => {
    expect(readTwiml(document)).toEqual(verbs);
  });

  it.each([
    '',
    'hello',
    '<Response>',
    '<Response></Wrong>',
    '<Response/><Response/>',
    '<Response>text</Response>',
    '<Response><Gather><Say>x</Say></Gather></Response>',
    '<Response><Enqueue>x</Enqueue></Response>',
    '<Response><Dial><Client>x</Client></Dial></Response>',
    '<Response><Dial><Number>1</Number><Number>2</Number></Dial></Response>',
    '<Response><Say>&unknown;</Say></Response>',
    '<Response><Say>a & b</Say></Response>',
    '<!DOCTYPE r [<!ENTITY e "x">]><Response/>',
    '<Response><Say>&#0;</Say></Response>',
    '<Say>x</Say>',
  ])('%s is refused', (document) => {
    expect(() => readTwiml(document)).toThrow(TwimlError);
  });

  it('of hostile length is refused without hanging', () => {
    const started = performance.now();
    for (const part of ['<', '<a ', '<!--', '&', '<a b="', ' a="b"']) {
      expect(() => readTwiml(part.repeat(4_000))).toThrow(TwimlError);
    }
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
