import { randomUUID } from 'node:crypto';

/** What a container says about itself, so that whoever finds it knows whose it is. */
export interface ContainerMarks {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Marks the containers of one system: the folder of its workspaces, which no other system shares. */
export const systemLabel = 'maios.workspaces';
export const createdLabel = 'maios.created';

const prefix = 'maios-run-';

/** Of a container for one run; `label` is the run and its epoch. */
export function marksOfRun(label: string, base: Readonly<Record<string, string>>): ContainerMarks {
  const { run, epoch } = splitLabel(label);
  return { name: nameOfRun(label), labels: { ...base, 'maios.run': run, 'maios.epoch': epoch } };
}

/** Of a container that waits for a run: its labels are fixed before the run is known, so its name says it later. */
export function marksOfSpare(base: Readonly<Record<string, string>>): ContainerMarks {
  return { name: `maios-spare-${randomUUID()}`, labels: { ...base, 'maios.spare': 'true' } };
}

/** A name that says the run and its epoch; no two are the same. */
export function nameOfRun(label: string): string {
  return `${prefix}${label.replaceAll(/[^A-Za-z0-9_.-]/g, '_')}--${randomUUID().slice(0, 8)}`;
}

/** The run and epoch that a container found by its names or labels belongs to; undefined: to none yet. */
export function labelOf(names: readonly string[], labels: Readonly<Record<string, string>>): string | undefined {
  const [run, epoch] = [labels['maios.run'], labels['maios.epoch']];
  if (run !== undefined && epoch !== undefined) return `${run}.${epoch}`;
  const found = names.map((name) => name.replace(/^\//, '')).find((name) => name.startsWith(prefix));
  return found?.slice(prefix.length).replace(/--[0-9a-f]{8}$/, '');
}

// A label may say more after the two, such as which attempt at a merge it is for.
function splitLabel(label: string): { readonly run: string; readonly epoch: string } {
  const [run = '', epoch = ''] = label.split('.');
  return { run, epoch };
}
