import { actOn, type Action } from './action.ts';

/** Takes the task from the agent that failed, for good; its work stays, and the next agent starts from it. */
export const reassign: Action = ({ judgement }) => {
  const row = judgement.subject.task?.row;
  if (row === undefined || row.handedOver || row.agent === null) return [];
  const failureClass = row.lastFailure?.class ?? 'fault';
  const intent = { do: 'hand-over' as const, taskId: row.id, agent: row.agent, failureClass };
  return [actOn(judgement, [intent], `taken from ${row.agent} (${failureClass})`)];
};
