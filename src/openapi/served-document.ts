import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Seconds; a document changes only with the release. */
const CACHED = 'public, max-age=300';

type Coding = 'br' | 'gzip' | 'identity';

const COMPRESSORS = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
};

/**
 * A document that is made once, and compressed once for each content coding: giving it costs no more
 * than writing its bytes.
 */
export class ServedDocument {
  private readonly bytes: Buffer;
  private readonly tag: string;
  private readonly compressed = new Map<Coding, Promise<Buffer>>();

  constructor(
    text: string,
    private readonly headers: Readonly<Record<string, string>>,
  ) {
    this.bytes = Buffer.from(text);
    this.tag = createHash('sha256').update(this.bytes).digest('base64url').slice(0, 22);
  }

  /** Answers with the document, or 304 to a client that has it. */
  async send({ headers }: FastifyRequest, reply: FastifyReply): Promise<void> {
    const coding = preferredCoding(headers['accept-encoding']);
    // A strong tag is of the bytes that are sent, so each coding has its own.
    const tag = `"${this.tag}-${coding}"`;
    void reply.headers({
      ...this.headers,
      'cache-control': CACHED,
      vary: 'accept-encoding',
      etag: tag,
    });
    if (isNamedBy(headers['if-none-match'], tag)) {
      await reply.status(304).removeHeader('content-type').send();
      return;
    }
    const bytes = await this.in(coding);
    if (coding !== 'identity') void reply.header('content-encoding', coding);
    await reply.send(bytes);
  }

  private in(coding: Coding): Promise<Buffer> {
    let bytes = this.compressed.get(coding);
    if (!bytes) {
      bytes = coding === 'identity' ? Promise.resolve(this.bytes) : COMPRESSORS[coding](this.bytes);
      this.compressed.set(coding, bytes);
    }
    return bytes;
  }
}

/** Source: RFC 9110, 12.5.3. A client that accepts nothing that we have gets it uncompressed. */
export function preferredCoding(accepted = ''): Coding {
  const weights = new Map<string, number>();
  for (const part of accepted.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((text) => text.startsWith('q='))?.slice(2) ?? '1';
    if (name !== '') weights.set(name, Number(weight) || 0);
  }
  const weightOf = (coding: string): number => weights.get(coding) ?? weights.get('*') ?? 0;
  const [best] = (['br', 'gzip'] as const)
    .filter((coding) => weightOf(coding) > 0)
    .toSorted((a, b) => weightOf(b) - weightOf(a));
  const preferred = best ?? 'identity';
  return weightOf(preferred) < (weights.get('identity') ?? 0) ? 'identity' : preferred;
}

/** Compares weakly, as RFC 9110, 13.1.2 has it for `If-None-Match`. */
const isNamedBy = (header: string | undefined, tag: string): boolean =>
  (header ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === '*' || one === tag);
