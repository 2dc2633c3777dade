import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { SETTINGS, settingsOf } from '../../src/platform/config/index.js';
import { WEBHOOK_SECRET } from '../support/app.js';
import { createEmptyDatabase, type TestDatabase } from '../support/infrastructure/postgres.js';
import { type Replica, startReplica } from '../support/replicas.js';
import { freePort, serviceFolder } from './support/program.js';

const execute = promisify(execFile);
const HELM = process.env['HELM'] ?? 'helm';
const CHART = 'deploy/helm';
const isInstalled = await execute(HELM, ['version']).then(
  () => true,
  () => false,
);
if (!isInstalled) console.warn(`NOT RUN: the Helm chart, because ${HELM} is missing`);

interface Port {
  name: string;
  containerPort?: number;
  port?: number;
  targetPort?: string;
}
interface Probe {
  httpGet: { path: string; port: string };
}
interface Container {
  image: string;
  env: { name: string; value: string }[];
  envFrom: { secretRef: { name: string } }[];
  ports: Port[];
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe: Probe;
  lifecycle: { preStop: { exec: { command: string[] } } };
  securityContext: Record<string, unknown>;
}
/** The parts of Kubernetes' objects that this test reads. */
interface Manifest {
  kind: string;
  metadata: { name: string; labels: Record<string, string> };
  spec: {
    selector?: Record<string, string> & { matchLabels?: Record<string, string> };
    publishNotReadyAddresses?: boolean;
    ports?: Port[];
    replicas?: number;
    template?: {
      metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
      spec: {
        containers: Container[];
        terminationGracePeriodSeconds: number;
        automountServiceAccountToken: boolean;
      };
    };
    rules?: {
      host: string;
      http: {
        paths: {
          path: string;
          backend: { service: { name: string; port: { name: string } } };
        }[];
      };
    }[];
    endpoints?: { port: string }[];
  };
}

describe.skipIf(!isInstalled)('the Helm chart', () => {
  let folder: Awaited<ReturnType<typeof serviceFolder>>;

  beforeAll(async () => {
    folder = await serviceFolder();
  });
  afterAll(() => folder.remove());

  async function rendered(values: object = {}, release = 'rides'): Promise<Manifest[]> {
    const file = join(folder.path, 'values.json');
    await writeFile(file, JSON.stringify(values));
    const { stdout } = await execute(HELM, ['template', release, CHART, '--values', file]);
    return parseAllDocuments(stdout).flatMap((document) => {
      expect(document.errors).toEqual([]);
      const manifest = document.toJS() as Manifest | null;
      return manifest ? [manifest] : [];
    });
  }
  const refusal = (values: object) =>
    rendered(values).then(
      () => 'rendered',
      (error: { stderr: string }) => error.stderr,
    );
  const ofKind = (manifests: Manifest[], kind: string) =>
    manifests.filter((manifest) => manifest.kind === kind);
  const deployment = (manifests: Manifest[]) => ofKind(manifests, 'Deployment')[0]!.spec;
  const container = (manifests: Manifest[]) => deployment(manifests).template!.spec.containers[0]!;

  it("passes Helm's own strict check", async () => {
    const { stdout } = await execute(HELM, ['lint', '--strict', CHART]);
    expect(stdout).toContain('0 chart(s) failed');
  });

  it('has the version of the package', async () => {
    const { version } = (await import('../../package.json', { with: { type: 'json' } })).default;
    expect(container(await rendered()).image).toBe(`maskline:${version}`);
  });

  it('leads each service, the budget and the monitor to the pods', async () => {
    const manifests = await rendered({
      ingress: { enabled: true, host: 'masking.example.com' },
      metrics: { serviceMonitor: { enabled: true, labels: { release: 'prometheus' } } },
    });
    const { labels } = deployment(manifests).template!.metadata;
    const services = ofKind(manifests, 'Service');
    expect(services.map(({ metadata }) => metadata.name)).toEqual([
      'rides-maskline-webhooks',
      'rides-maskline-admin',
      'rides-maskline-metrics',
    ]);
    for (const { spec } of services) {
      expect(labels).toMatchObject(spec.selector!);
      const names = container(manifests).ports.map(({ name }) => name);
      for (const { targetPort } of spec.ports!) expect(names).toContain(targetPort);
    }
    expect(deployment(manifests).selector!.matchLabels).toEqual(services[0]!.spec.selector);
    for (const kind of ['Deployment', 'PodDisruptionBudget'])
      expect(labels).toMatchObject(ofKind(manifests, kind)[0]!.spec.selector!.matchLabels!);

    const [monitor] = ofKind(manifests, 'ServiceMonitor');
    const monitored = services.filter(({ metadata }) =>
      Object.entries(monitor!.spec.selector!.matchLabels!).every(
        ([label, value]) => metadata.labels[label] === value,
      ),
    );
    expect(monitored.map(({ metadata }) => metadata.name)).toEqual(['rides-maskline-metrics']);
    expect(monitor!.spec.endpoints![0]!.port).toBe(monitored[0]!.spec.ports![0]!.name);
    expect(monitor!.metadata.labels['release']).toBe('prometheus');
  });

  it('leads webhooks also to pods that are not ready, and nothing else', async () => {
    const manifests = await rendered({ ingress: { enabled: true, host: 'masking.example.com' } });
    const [{ paths }] = ofKind(manifests, 'Ingress')[0]!.spec.rules!.map(({ http }) => http) as [
      { paths: { path: string; backend: { service: { name: string; port: { name: string } } } }[] },
    ];
    const services = new Map(
      ofKind(manifests, 'Service').map(({ metadata, spec }) => [metadata.name, spec]),
    );
    const readiness = paths.map(({ path, backend: { service } }) => {
      const target = services.get(service.name)!;
      expect(target.ports!.map(({ name }) => name)).toContain(service.port.name);
      return [path, target.publishNotReadyAddresses === true];
    });
    expect(readiness).toEqual([
      ['/webhooks', true],
      ['/', false],
    ]);
  });

  it('gives a pod the time to drain', async () => {
    const manifests = await rendered({ drainSeconds: 30 });
    const { env, lifecycle } = container(manifests);
    expect(env).toContainEqual({ name: 'DRAIN_SECONDS', value: '30' });
    const preStop = Number(lifecycle.preStop.exec.command[1]);
    expect(deployment(manifests).template!.spec.terminationGracePeriodSeconds).toBe(
      preStop + 30 + 20,
    );
  });

  it('names settings that exist, keeps secrets out of values, and writes numbers as numbers', async () => {
    const settings = { PUBLIC_URL: 'https://masking.example.com', RETENTION_CALLS_DAYS: 1_000_000 };
    const { env, envFrom } = container(await rendered({ settings, secret: 'keys' }));
    const known = settingsOf(SETTINGS).map(({ name }) => name);
    for (const { name } of env) expect(known).toContain(name);
    expect(env).toContainEqual({ name: 'RETENTION_CALLS_DAYS', value: '1000000' });
    expect(envFrom).toEqual([{ secretRef: { name: 'keys' } }]);

    const secrets = ['DATABASE_URL', 'PGPASSWORD', 'ADMIN_API_KEY', 'WEBHOOK_SECRETS'];
    for (const name of [...secrets, 'NUMBER_KEYS', 'EIGHTXEIGHT_API_KEY']) {
      expect(known).toContain(name);
      expect(await refusal({ settings: { [name]: 'x' } })).toContain(name);
    }
  });

  it.each([
    ['an unknown value', { replcas: 3 }, 'replcas'],
    ['no replica', { replicas: 0 }, '/replicas'],
    ['an ingress without a host', { ingress: { enabled: true } }, '/ingress/host'],
    ['metrics on the port of the service', { metrics: { port: 8080 } }, '/metrics/port'],
    ['a setting that the chart sets', { settings: { DRAIN_SECONDS: 1 } }, 'DRAIN_SECONDS'],
  ])('refuses %s', async (_, values, place) => {
    expect(await refusal(values)).toContain(place);
  });

  it('has no budget that would stop the only replica from moving', async () => {
    expect(ofKind(await rendered({ replicas: 1 }), 'PodDisruptionBudget')).toEqual([]);
  });

  it('accepts everything at once', async () => {
    const manifests = await rendered({
      image: { repository: 'registry.example.com/maskline', tag: '9.9.9', pullPolicy: 'Always' },
      imagePullSecrets: [{ name: 'registry' }],
      podAnnotations: { note: 'yes' },
      podLabels: { team: 'rides' },
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'dedicated', operator: 'Exists' }],
      affinity: { nodeAffinity: {} },
      priorityClassName: 'high',
    });
    expect(container(manifests).image).toBe('registry.example.com/maskline:9.9.9');
    const { metadata, spec } = deployment(manifests).template!;
    expect(metadata.labels['team']).toBe('rides');
    expect(metadata.annotations).toEqual({ note: 'yes' });
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      imagePullSecrets: [{ name: 'registry' }],
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'dedicated', operator: 'Exists' }],
      affinity: { nodeAffinity: {} },
      priorityClassName: 'high',
      securityContext: { runAsNonRoot: true },
    });
  });

  describe('a pod as it is rendered', () => {
    let database: TestDatabase;
    let replica: Replica | undefined;

    beforeAll(async () => {
      database = await createEmptyDatabase();
    });
    afterAll(async () => {
      replica?.process.child.kill('SIGKILL');
      await database.drop();
    });

    it('starts with its environment, and answers its probes on its ports', async () => {
      const { env, ports, startupProbe, livenessProbe, readinessProbe } = container(
        await rendered({ metrics: { port: await freePort() } }),
      );
      // The image sets HOST and PORT.
      const http = await freePort();
      replica = await startReplica(database.url, {
        ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
        PORT: String(http),
      });
      const portOf = (name: string) => {
        const { containerPort } = ports.find((port) => port.name === name)!;
        return containerPort === 8080 ? http : containerPort;
      };
      const status = async (path: string, port: string) =>
        (await fetch(`http://127.0.0.1:${portOf(port)}${path}`)).status;
      for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe])
        await expect.poll(() => status(httpGet.path, httpGet.port)).toBe(200);
      expect(await status('/metrics', 'metrics')).toBe(200);
      const webhook = await fetch(`http://127.0.0.1:${http}/webhooks/8x8/call-action`, {
        method: 'POST',
        headers: { authorization: WEBHOOK_SECRET, 'content-type': 'application/json' },
        body: '{}',
      });
      expect(webhook.status).toBe(200);
    });
  });
});
