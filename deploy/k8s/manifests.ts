// The manifests as Kubernetes would be given them, read without kustomize: every document of every file that the base names.

import { join } from 'node:path';

export type Reference = { name: string; key: string };
export type Variable = {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef?: Reference; fieldRef?: { fieldPath: string } };
};
export type Probe = { httpGet: { path: string; port: string | number } };
export type Container = {
  name: string;
  image: string;
  args: string[];
  env?: Variable[];
  envFrom?: { configMapRef: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  resources?: { requests?: object; limits?: { memory?: string } };
  securityContext?: Record<string, unknown>;
  volumeMounts?: { name: string; mountPath: string }[];
};
export type PodSpec = {
  containers: Container[];
  initContainers?: Container[];
  securityContext: Record<string, unknown>;
  automountServiceAccountToken: boolean;
  volumes: Record<string, unknown>[];
};
export type Workload = Manifest & {
  spec: { template: { metadata: { labels: Record<string, string> }; spec: PodSpec } };
};
export type Manifest = { apiVersion: string; kind: string; metadata: { name: string }; spec?: unknown };
type Kustomization = {
  resources: string[];
  images: { name: string; newTag: string }[];
  configMapGenerator: { name: string; literals?: string[]; files?: string[] }[];
};

export const base = join(import.meta.dir, 'base');
const textOf = (folder: string, file: string): Promise<string> => Bun.file(join(folder, file)).text();

export async function readKustomization(folder = base): Promise<Kustomization> {
  return Bun.YAML.parse(await textOf(folder, 'kustomization.yaml')) as Kustomization;
}

/** Every manifest the base names. */
export async function readManifests(folder = base): Promise<Manifest[]> {
  const files = (await readKustomization(folder)).resources.filter((file) => file.endsWith('.yaml'));
  const read = await Promise.all(files.map(async (file) => Bun.YAML.parse(await textOf(folder, file))));
  return read.flat() as Manifest[];
}

export const ofKind = (manifests: Manifest[], kind: string): Manifest[] => manifests.filter((one) => one.kind === kind);

/** What runs pods: Deployments and the StatefulSet. */
export const workloadsIn = (manifests: Manifest[]): Workload[] =>
  manifests.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet') as Workload[];

export const containersOf = ({ spec }: Workload): Container[] => [
  ...(spec.template.spec.initContainers ?? []),
  ...spec.template.spec.containers,
];
