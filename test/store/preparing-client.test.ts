import test from 'ava';
import { PreparingClient } from '../../controller/store/preparing-client.ts';

test('preparing client: one whose connection breaks while nobody listens ends nothing', (t) => {
  t.notThrows(() => new PreparingClient().emit('error', new Error('terminating connection')));
});
