/** Where 8x8 uploads recordings to. */
export interface RecordingPushConfig {
  protocol: 'S3' | 'SFTP';
  /** An address, or the AWS region of an S3 bucket. */
  host: string;
  port: number;
  username: string;
  /** Never returned by the API. */
  password: string;
  /** The remote directory. */
  path: string;
}

/**
 * Reads the body of "Create a new recording push config". 8x8 does not publish its rules, so the
 * simulator requires every parameter that its guide names.
 * @returns the configuration, or a sentence that describes the error
 */
export function parseRecordingPushConfig(body: unknown): RecordingPushConfig | string {
  if (typeof body !== 'object' || body === null) return 'Invalid JSON request body';
  const { protocol, host, port, username, password, path } = body as Record<string, unknown>;
  if (protocol !== 'S3' && protocol !== 'SFTP') return 'protocol should be one of: S3,SFTP';
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) {
    return 'port should be an integer from 1 to 65535';
  }
  if (!isText(host)) return 'host should be a text';
  if (!isText(username)) return 'username should be a text';
  if (!isText(password)) return 'password should be a text';
  if (!isText(path)) return 'path should be a text';
  return { protocol, host, port, username, password, path };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
