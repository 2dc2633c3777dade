import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Settings } from '../config/index.js';
import type { Job } from './job.js';
import { DECLARED_JOB } from './scheduled-job.js';

/** Finds the jobs of this process: all methods decorated with `@ScheduledJob`. */
@Injectable()
export class JobRegistry implements OnModuleInit {
  private readonly jobs = new Map<string, Job>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly methods: MetadataScanner,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    for (const provider of this.discovery.getProviders()) {
      const { instance } = provider;
      if (!instance) continue;
      for (const method of this.methods.getAllMethodNames(Object.getPrototypeOf(instance))) {
        const job = this.discovery.getMetadataByDecorator(DECLARED_JOB, provider, method);
        if (!job) continue;
        const everySeconds =
          'everySeconds' in job ? job.everySeconds : this.settings.jobSeconds[job.name];
        this.add({ name: job.name, everySeconds, run: (run) => instance[method](run) });
      }
    }
  }

  add(job: Job): void {
    this.jobs.set(job.name, job);
  }

  get(name: string): Job | undefined {
    return this.jobs.get(name);
  }

  all(): Job[] {
    return [...this.jobs.values()];
  }
}
