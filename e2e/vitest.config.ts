import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.e2e.ts"],
    // Servers and browsers share the machine's cores: one scenario file at a time.
    maxWorkers: Number(process.env.E2E_WORKERS ?? 1),
    // A scenario is a story; its steps depend on each other.
    sequence: { concurrent: false, shuffle: false },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    retry: 0,
  },
});
