import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    env: { TZ: 'UTC' },
    testTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**', 'parsers/**', 'reports/**'],
      reporter: ['text-summary'],
    },
  },
});
