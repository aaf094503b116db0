import { expect, it } from "vitest";
import { readConfig } from "../src/config.js";

it.each([
  ["DATABASE_URL", "postgresql://kindred:a#b@127.0.0.1/kindred", "%23"],
  ["DATABASE_URL", "mysql://127.0.0.1/kindred", "postgresql://"],
  ["KINDRED_CORS_ORIGINS", "*", "https://example.org"],
  ["KINDRED_CORS_ORIGINS", "https://*.example.org", "https://example.org"],
  ["KINDRED_CORS_ORIGINS", "https://example.org/", "https://example.org"],
  ["KINDRED_CORS_ORIGINS", "https://Example.org", "https://example.org"],
  ["KINDRED_CORS_ORIGINS", "https://example.org,null", "https://example.org"],
  ["KINDRED_JWT_JWKS", "http://login.example/keys", "https"],
  ["KINDRED_JWT_ISSUER", "http://login.example", "https"],
  ["KINDRED_JWT_ISSUER", "login.example", "https"],
  ["KINDRED_TIMEOUT", "abc", "number"],
  ["KINDRED_PROXIES", "1.5", "whole number"],
  ["KINDRED_METRICS_PORT", "70000", "65535"],
  ["KINDRED_METRICS_HOST", "192.0.2.1", "KINDRED_METRICS_PORT"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "https://"],
])("rejects %s=%s, naming the variable and what to write but not the value", (name, value, advice) => {
  const reading = () => readConfig({ [name]: value });
  expect(reading).toThrow(expect.objectContaining({ code: "BAD_ARGUMENT", message: expect.stringContaining(name) }));
  expect(reading).toThrow(advice);
  expect(reading).not.toThrow(value);
});

it.each([
  ["DATABASE_URL", "postgresql:///kindred?host=/var/run/postgresql"],
  ["DATABASE_URL", "postgres://kindred:a%23b@[::1]:5432/kindred?sslmode=require"],
  ["KINDRED_CORS_ORIGINS", "https://example.org, http://localhost:3000"],
])("accepts %s=%s", (name, value) => {
  expect(() => readConfig({ [name]: value })).not.toThrow();
});

it.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://collector.example/v1/traces" }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318", OTEL_SDK_DISABLED: "true" }, false],
])("given %o, traces is %s", (env, traces) => {
  expect(readConfig(env).traces).toBe(traces);
});
