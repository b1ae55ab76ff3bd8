import anyTest, { type TestFn } from 'ava';
import { createInProcessBus } from '../../controller/events/in-process-bus.ts';
import { busContract } from './bus.contract.ts';

const test = anyTest as TestFn;

busContract(test, 'in-process bus', async (_t, count) => Array.from({ length: count }, createInProcessBus), false);
