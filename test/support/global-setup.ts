import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate, startEmbeddedPostgres } from '../../src/platform/database/index.js';
import { databaseUrl, onServer } from './infrastructure/postgres.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A server on which databases can be created. */
    serverUrl: string;
    /** The database that test files clone. */
    templateDatabase: string;
  }
}

/** Starts one server and migrates one database for all test files; each file clones it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env['DATABASE_URL'];
  const dataDir = await mkdtemp(join(tmpdir(), 'maskline-test-'));
  const embedded =
    external === undefined
      ? await startEmbeddedPostgres({
          dataDir,
          // Test data need not survive a crash of the machine.
          settings: { fsync: 'off', max_connections: '400' },
        })
      : undefined;
  const serverUrl = external ?? embedded!.url;
  const templateDatabase = `maskline_test_template_${process.pid}`;
  await onServer(serverUrl, `create database ${templateDatabase}`);
  await migrate(databaseUrl(serverUrl, templateDatabase));
  project.provide('serverUrl', serverUrl);
  project.provide('templateDatabase', templateDatabase);

  return async () => {
    await onServer(serverUrl, `drop database ${templateDatabase} with (force)`);
    await embedded?.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
