#!/bin/sh
# Puts CloudFront in front of the gateway and the files that never change on S3. All of it is in deploy.ts: deploy.sh --help
set -eu
cd "$(dirname "$0")/../.."
if command -v bun >/dev/null 2>&1; then
  exec bun --no-env-file deploy/aws/deploy.ts "$@"
fi
exec npx --yes bun@1.4.5 --no-env-file deploy/aws/deploy.ts "$@"
