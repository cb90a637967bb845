# Puts CloudFront in front of the gateway and the files that never change on S3. All of it is in deploy.ts: deploy.ps1 --help
$ErrorActionPreference = 'Stop'
Push-Location (Join-Path $PSScriptRoot '../..')
try {
  if (Get-Command bun -ErrorAction SilentlyContinue) {
    & bun --no-env-file deploy/aws/deploy.ts @args
  } else {
    & npx --yes bun@1.4.5 --no-env-file deploy/aws/deploy.ts @args
  }
  $code = $LASTEXITCODE
} finally {
  Pop-Location
}
exit $code
