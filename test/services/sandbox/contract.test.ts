import { rm } from 'node:fs/promises';
import test from 'ava';
import { toMaiosError } from '../../../controller/errors/maios-error.ts';
import { findServices, skip } from '../../support/services.ts';
import { execContract } from '../../sandbox/exec.contract.ts';
import { filesContract } from '../../sandbox/files.contract.ts';
import { isolationContract } from '../../sandbox/isolation.contract.ts';

const module = new URL('contract-driver.ts', import.meta.url).href;

if ((process.env['DOCKER_HOST'] ?? '') === '') {
  test('docker: the contract of sandboxes', (t) => void findServices(t, ['DOCKER_HOST']));
} else {
  const loaded = await import('./contract-driver.ts').catch((error: unknown) => toMaiosError(error));
  if (loaded instanceof Error) {
    test('docker: the contract of sandboxes', (t) => skip(t, loaded.message));
  } else {
    const { contractDriver: driver, workspaces } = loaded;
    test.after.always(async () => {
      await driver[Symbol.asyncDispose]();
      await rm(workspaces, { recursive: true, force: true });
    });
    filesContract(test.serial, driver);
    execContract(test.serial, driver, { module, exported: 'contractDriver' });
    isolationContract(test.serial, driver);
  }
}
