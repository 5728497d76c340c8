import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** In development the API comes from a running service; `VAGUS_API` names another one. */
const api = process.env.VAGUS_API ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "target/classes/META-INF/resources",
    emptyOutDir: true,
    target: "es2023",
    // A data: URL would need its own exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: { "/api": { target: api, changeOrigin: true } },
  },
  test: {
    // Tests of components ask for a DOM in their first line.
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
