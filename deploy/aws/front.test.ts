// The template, held against what CloudFront and the gateway agree on.

import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { pictureHeaders } from '#gateway/headers';

type Resource = { Type: string; Properties: Record<string, unknown> };
type Behaviour = { PathPattern?: string; TargetOriginId: string; CachePolicyId: string } & Record<string, unknown>;
type Template = {
  Parameters: Record<string, { AllowedPattern: string }>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown }>;
};
const text = await Bun.file(join(import.meta.dir, 'front.yaml')).text();
const template = Bun.YAML.parse(text) as Template;
const propertiesOf = (name: string) => template.Resources[name]?.Properties ?? {};
const front = propertiesOf('Front').DistributionConfig as {
  Origins: { Id: string }[];
  OriginGroups: { Items: { Id: string; Members: { Items: { OriginId: string }[] } }[] };
  DefaultCacheBehavior: Behaviour;
  CacheBehaviors: Behaviour[];
};

test('every name it refers to is one it has', () => {
  const known = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters)]);
  const referred = [
    ...[...text.matchAll(/\{ Ref: (\w+) \}/g)].map(([, name]) => name),
    ...[...text.matchAll(/"Fn::GetAtt": \[(\w+),/g)].map(([, name]) => name),
    ...[...text.matchAll(/\$\{(\w+)(?:\.\w+)?\}/g)].map(([, name]) => name),
  ];
  expect(referred.length).toBeGreaterThan(10);
  expect(referred.filter((name) => !known.has(name ?? ''))).toEqual([]);
  const origins = new Set([...front.Origins.map(({ Id }) => Id), ...front.OriginGroups.Items.map(({ Id }) => Id)]);
  const used = [front.DefaultCacheBehavior, ...front.CacheBehaviors].map(({ TargetOriginId }) => TargetOriginId);
  const members = front.OriginGroups.Items.flatMap(({ Members }) => Members.Items.map(({ OriginId }) => OriginId));
  expect([...used, ...members].filter((id) => !origins.has(id))).toEqual([]);
});

test('pages are never kept and come with the host; files come from the bucket, else from the gateway', () => {
  expect(front.DefaultCacheBehavior).toMatchObject({
    TargetOriginId: 'gateway',
    CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
    ViewerProtocolPolicy: 'redirect-to-https',
  });
  expect(front.DefaultCacheBehavior.AllowedMethods).toContain('POST');
  expect(front.CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual(['/assets/*', '/covers/*']);
  for (const behaviour of front.CacheBehaviors)
    expect(behaviour).toMatchObject({
      TargetOriginId: 'files-or-gateway',
      AllowedMethods: ['GET', 'HEAD'],
      Compress: true,
    });
  const [group] = front.OriginGroups.Items;
  expect(group?.Members.Items.map(({ OriginId }) => OriginId)).toEqual(['files', 'gateway']);
});

test('nobody reads the bucket but this CloudFront, by https, and files say what the gateway says with them', () => {
  expect(propertiesOf('Files').PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
  const statements = (propertiesOf('FilesPolicy').PolicyDocument as { Statement: { Effect: string; Action: string }[] })
    .Statement;
  expect(statements.map(({ Effect, Action }) => `${Effect} ${Action}`)).toEqual(['Allow s3:GetObject', 'Deny s3:*']);
  const headers = JSON.stringify(propertiesOf('FilesHeaders'));
  expect(headers).toContain(pictureHeaders['content-security-policy'] ?? 'none');
  expect(headers).toContain('"ContentTypeOptions":{"Override":true}');
  expect(headers).toContain('"Header":"Cross-Origin-Resource-Policy","Value":"same-origin"');
});

test('parameters take what they should and nothing else', () => {
  const takes = (name: string, value: string) =>
    new RegExp(template.Parameters[name]?.AllowedPattern ?? '$^').test(value);
  expect(takes('GatewayDomain', 'lb-1.eu-central-1.elb.amazonaws.com')).toBe(true);
  expect(takes('GatewayDomain', 'https://lb.example.com')).toBe(false);
  expect(takes('CertificateArn', 'arn:aws:acm:us-east-1:123456789012:certificate/abc')).toBe(true);
  expect(takes('CertificateArn', 'arn:aws:acm:eu-central-1:123456789012:certificate/abc')).toBe(false);
  expect(Object.keys(template.Outputs)).toEqual(['Bucket', 'Domain']);
});

test('the script for Windows runs the same file with the same words', async () => {
  const [sh, ps1] = await Promise.all(
    ['deploy.sh', 'deploy.ps1'].map((file) => Bun.file(join(import.meta.dir, file)).text()),
  );
  for (const line of [
    'bun --no-env-file deploy/aws/deploy.ts',
    'npx --yes bun@1.4.5 --no-env-file deploy/aws/deploy.ts',
  ])
    expect([sh?.includes(`${line} "$@"`), ps1?.includes(`& ${line} @args`)]).toEqual([true, true]);
  expect(ps1).toContain('exit $code');
});
