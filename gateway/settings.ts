// What the gateway reads from its environment.

import * as config from '#kit/config';
import { rateLimits } from '#kit/limits';

export const gatewaySettings = {
  PORT: config.port(3000),
  HOST: config.text('address to listen on', '127.0.0.1'),
  NATS_URL: config.text('NATS with user and password, nats://user:password@host:4222, more servers after commas'),
  USERS_SERVICE_URL: config.url('where the users service answers', 'http://localhost:8001'),
  BOOKS_SERVICE_URL: config.url('where the books service answers', 'http://localhost:8002'),
  ORDERS_SERVICE_URL: config.url('where the orders service answers', 'http://localhost:8003'),
  PAYMENTS_SERVICE_URL: config.url('where the payments service answers', 'http://localhost:8004'),
  REVIEWS_SERVICE_URL: config.url('where the reviews service answers', 'http://localhost:8005'),
  PUBLIC_URL: config.url('the address visitors use; https makes cookies secure', 'http://localhost:3000'),
  TRUSTED_PROXIES: config.number('how many proxies stand in front and add to X-Forwarded-For', 0, { min: 0, max: 10 }),
  SESSION_SECRET: config.secret('signs forms and short-lived cookies; the same for every gateway', 32),
  NODE_ENV: config.optionalText('"production" has no development mailbox'),
  RATE_LIMITS: rateLimits(),
  CURRENCY: config.currency(),
  DEBUG: config.flag('log more', false),
  ...config.tracingSettings,
};

export type Settings = {
  [Name in keyof typeof gatewaySettings]: (typeof gatewaySettings)[Name] extends config.Setting<infer Value>
    ? Value
    : never;
};
