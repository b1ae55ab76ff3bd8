import test from 'ava';
import { plainProcessDriver } from '../../controller/sandbox/plain-process.ts';
import { execContract } from './exec.contract.ts';
import { filesContract } from './files.contract.ts';

filesContract(test.serial, plainProcessDriver);
execContract(test.serial, plainProcessDriver, {
  module: new URL('../../controller/sandbox/plain-process.ts', import.meta.url).href,
  exported: 'plainProcessDriver',
});
