import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/** Cached for 300 seconds; a document changes only with a release. */
const CACHED = 'public, max-age=300';

/** In our order of preference. */
const CODINGS = ['br', 'gzip', 'identity'];
type Coding = 'br' | 'gzip' | 'identity';

const COMPRESSORS = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
};

/**
 * A document that is created once, and compressed once per content coding, so that serving it only
 * writes bytes.
 */
export class ServedDocument {
  private readonly bytes: Buffer;
  private readonly tag: string;
  private readonly compressed = new Map<Coding, Promise<Buffer>>();

  /** @param headers may replace the default `Cache-Control` */
  constructor(
    content: string | Buffer,
    private readonly headers: Readonly<Record<string, string>>,
  ) {
    this.bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.tag = createHash('sha256').update(this.bytes).digest('base64url').slice(0, 22);
  }

  /** Sends the document, or 304 if the client already has it. */
  async send({ headers }: FastifyRequest, reply: FastifyReply): Promise<void> {
    const coding = preferredCoding(headers['accept-encoding']);
    // A strong tag identifies the bytes sent, so each coding has its own.
    const tag = `"${this.tag}-${coding}"`;
    void reply.headers({
      'cache-control': CACHED,
      ...this.headers,
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

/**
 * Returns the coding that a client prefers, by its `Accept-Encoding`; `identity` if it accepts none
 * of ours. Source: RFC 9110, section 12.5.3.
 */
export const preferredCoding = (accepted: string | undefined): Coding =>
  (new Negotiator({ headers: { 'accept-encoding': accepted } }).encoding(CODINGS) as
    Coding | undefined) ?? 'identity';

/** Whether `If-None-Match` contains the tag. Uses the weak comparison of RFC 9110, 13.1.2. */
const isNamedBy = (header: string | undefined, tag: string): boolean =>
  (header ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === '*' || one === tag);
