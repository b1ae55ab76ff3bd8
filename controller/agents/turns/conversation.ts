import type { Message } from '../../models/model.ts';
import type { Step } from '../session/step-body.ts';

/**
 * The conversation so far: the opening, then the recorded steps as messages. Every call has an answer, also one that
 * was never carried out (an API refuses a conversation in which one is missing).
 */
export function conversationOf(opening: readonly Message[], steps: readonly Step[]): readonly Message[] {
  return [...opening, ...steps.flatMap((step, index) => messagesOf(step, steps, index))];
}

function messagesOf(step: Step, steps: readonly Step[], index: number): readonly Message[] {
  switch (step.kind) {
    case 'turn': {
      const { text, calls } = step.body;
      // Some endpoints refuse a message that says nothing at all.
      const content = text === '' && calls.length === 0 ? '(no answer)' : text;
      return [{ role: 'assistant', content, calls }, ...answersOf(calls, stepsOfTurn(steps, index))];
    }
    case 'note':
      return [{ role: 'user', content: step.body.text }];
    case 'observation':
    case 'verify':
    case 'reflection':
      return [];
  }
}

function stepsOfTurn(steps: readonly Step[], index: number): readonly Step[] {
  const end = steps.findIndex((step, other) => other > index && step.kind === 'turn');
  return steps.slice(index + 1, end === -1 ? steps.length : end);
}

function answersOf(calls: readonly { readonly id: string }[], own: readonly Step[]): readonly Message[] {
  return calls.map(({ id }) => {
    const observation = own.find((step) => step.kind === 'observation' && step.body.callId === id);
    const content = observation?.kind === 'observation' ? observation.body.text : 'not carried out';
    return { role: 'tool', callId: id, content };
  });
}
