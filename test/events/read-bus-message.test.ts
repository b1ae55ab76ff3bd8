import test from 'ava';
import { readBusMessage } from '../../controller/events/read-bus-message.ts';

const passedOver = test.macro({
  exec: (t, text: string) => t.is(readBusMessage(text), undefined),
  title: (name = '') => `bus message: ${name} is passed over`,
});

test('a newer version', passedOver, '{"v":2,"kind":"changed","project":"p"}');
test('an unknown kind', passedOver, '{"v":1,"kind":"constructor"}');
test('a field that is missing', passedOver, '{"v":1,"kind":"stop","run":"r"}');
test('text that is no JSON', passedOver, 'hello');
test('null', passedOver, 'null');

test('bus message: what a later version of the same message adds does no harm', (t) => {
  t.like(readBusMessage('{"v":1,"kind":"changed","project":"p","at":5}'), { kind: 'changed', project: 'p' });
});
