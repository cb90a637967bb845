import { expect, test } from 'bun:test';
import { natsProgram, startNats } from './nats.ts';

test('it listens on this machine only and says where', async () => {
  const nats = await startNats();
  const about = await fetch(`http://127.0.0.1:${nats.monitor}/varz`).then((answer) => answer.json());
  expect(about).toMatchObject({ host: '127.0.0.1', port: nats.port, http_host: '127.0.0.1', jetstream: {} });
  await nats.stop();
  expect(nats.process.running()).toBe(false);
});

test('a configuration that is wrong is told with the words of the server', () => {
  expect(startNats({ config: '/no/such/server.conf' })).rejects.toThrow('/no/such/server.conf: no such file');
});

test('without the package the one on the PATH is used, and without that there is a sentence', () => {
  const packaged = () => undefined;
  expect(natsProgram({ packaged, onPath: () => '/usr/bin/nats-server' })).toBe('/usr/bin/nats-server');
  expect(() => natsProgram({ packaged, onPath: () => null })).toThrow('or set NATS_URL to one that runs.');
});
