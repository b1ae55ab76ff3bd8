import test from 'ava';
import { plainProcessDriver } from '../../controller/sandbox/plain-process.ts';
import { sandboxContract } from './driver.contract.ts';

sandboxContract(test.serial, plainProcessDriver);
