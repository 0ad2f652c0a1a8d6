import os from 'node:os';
import { defineConfig } from 'vitest/config';

const reportFile = process.env['INTERPHASE_TEST_REPORT'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    env: { TZ: 'UTC' },
    // vitest leaves one core unused by itself, which is half of a machine with two
    maxWorkers: os.availableParallelism(),
    testTimeout: 60_000,
    reporters: reportFile === undefined ? ['default'] : ['default', ['json', { outputFile: reportFile }]],
    coverage: {
      enabled: process.env['COVERAGE'] === '1',
      provider: 'v8',
      include: ['src/**', 'parsers/**', 'reports/**'],
      reporter: ['text-summary'],
    },
  },
});
