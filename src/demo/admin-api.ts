/** What the demo reads of the admin API's answers. */
export interface Booking {
  id: string;
  status: string;
  virtualNumber: string;
  parties: { role: string; phoneNumber: string }[];
  callableUntil: string | null;
}

export interface Call {
  caller: { role: string | null; phoneNumber: string | null };
  callee: { role: string | null };
  outcome: string;
  reason: string | null;
  recordings: object[];
  legs: { leg: 'A' | 'B'; durationSeconds: number | null }[];
}

/** The admin API as an integrator calls it. */
export class AdminApi {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  get<Answer>(path: string): Promise<Answer> {
    return this.request('GET', path);
  }

  post<Answer>(path: string, body?: object): Promise<Answer> {
    return this.request('POST', path, body);
  }

  /** @throws Error with the problem's code and detail */
  private async request<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Answer & { code?: string; detail?: string };
    if (!response.ok) throw new Error(`${method} ${path}: ${answer.code}: ${answer.detail}`);
    return answer;
  }
}
