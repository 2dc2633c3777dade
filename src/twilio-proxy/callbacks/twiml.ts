/**
 * Reads the part of TwiML that a call without a session can get: `<Dial>` with a number, `<Say>`,
 * `<Play>`, `<Reject>` and `<Hangup>`; and `<Message>`, which a text can get. Anything else is
 * refused. Source: Twilio, "TwiML for Programmable Voice" and "TwiML for Programmable SMS".
 */

export type TwimlVerb =
  | { verb: 'Dial'; number: string }
  | { verb: 'Say'; text: string }
  | { verb: 'Play'; url: string }
  | { verb: 'Reject' }
  | { verb: 'Hangup' }
  | { verb: 'Message'; text: string };

/** The document is not the part of TwiML that is read; the message is a code for the log. */
export class TwimlError extends Error {
  override readonly name = 'TwimlError';
}

/** One token: a comment or declaration, a tag, or text. */
const TOKEN =
  /<!--[^]*?-->|<\?[^]*?\?>|<(\/?)([A-Za-z]+)((?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

interface Element {
  name: string;
  text: string;
  children: Element[];
}

/** @throws TwimlError */
export function readTwiml(document: string): TwimlVerb[] {
  const root = parse(document);
  if (root.name !== 'Response' || root.text.trim() !== '') throw new TwimlError('no-response');
  return root.children.map(verbOf);
}

function verbOf({ name, text, children }: Element): TwimlVerb {
  const content = text.trim().replaceAll(/\s+/g, ' ');
  if (name === 'Dial') {
    const [only] = children;
    const isNested = children.length === 1 && only?.name === 'Number' && content === '';
    if (children.length > 0 && !isNested) throw new TwimlError('dial-without-number');
    return { verb: name, number: (isNested ? only.text : text).trim() };
  }
  if (name === 'Message') {
    const [only] = children;
    const isNested = children.length === 1 && only?.name === 'Body' && content === '';
    if (children.length > 0 && !isNested) throw new TwimlError('message-without-body');
    return { verb: name, text: (isNested ? only.text : text).trim() };
  }
  if (children.length > 0) throw new TwimlError('nested-verb');
  if (name === 'Say') return { verb: name, text: content };
  if (name === 'Play') return { verb: name, url: content };
  if (name !== 'Reject' && name !== 'Hangup') throw new TwimlError('unknown-verb');
  return { verb: name };
}

/** @throws TwimlError unless the document has one root element */
function parse(document: string): Element {
  const top: Element = { name: '', text: '', children: [] };
  const open: Element[] = [top];
  const text = document.replace(/^\uFEFF/, '');
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) throw new TwimlError('not-xml');
    const [, isEnd, name, , isEmpty, content] = match;
    const parent = open.at(-1)!;
    if (content !== undefined) parent.text += decoded(content);
    if (name === undefined) continue;
    if (isEnd) {
      if (open.length === 1 || parent.name !== name) throw new TwimlError('not-xml');
      open.pop();
      continue;
    }
    const element: Element = { name, text: '', children: [] };
    parent.children.push(element);
    if (!isEmpty) open.push(element);
  }
  const [root, ...more] = top.children;
  if (open.length > 1 || !root || more.length > 0 || top.text.trim() !== '') {
    throw new TwimlError('not-xml');
  }
  return root;
}

/** @throws TwimlError for an unknown entity */
const decoded = (text: string): string =>
  text.replaceAll(/&(#x?[0-9a-fA-F]{1,6}|\w{1,8});|&/g, (_, entity: string | undefined) => {
    if (entity === undefined) throw new TwimlError('not-xml');
    const code = /^#(x?)([0-9a-fA-F]+)$/.exec(entity);
    const point = code ? Number.parseInt(code[2]!, code[1] ? 16 : 10) : Number.NaN;
    if (point > 0 && point <= 0x10ffff) return String.fromCodePoint(point);
    const known = ENTITIES[entity];
    if (known === undefined) throw new TwimlError('not-xml');
    return known;
  });
