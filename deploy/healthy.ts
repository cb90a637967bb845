// The health check of a container: exit 0 where the room in it is ready. Usage: bun deploy/healthy.ts 8001

const answer = await fetch(`http://127.0.0.1:${process.argv[2]}/health/ready`, {
  signal: AbortSignal.timeout(1500),
}).catch(() => null);
process.exit(answer?.ok ? 0 : 1);

export {};
