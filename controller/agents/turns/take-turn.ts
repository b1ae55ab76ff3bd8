import type { ModelPurpose } from '../../catalog/kinds/model.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { estimateTokens } from '../../models/estimate-tokens.ts';
import type { Message, Model, ModelAnswer, RequestOrigin, Tool } from '../../models/model.ts';
import { askModel } from './ask-model.ts';
import { conversationOf } from './conversation.ts';
import { fitContext } from './fit-context.ts';
import { failed, type Failed, type RunSession } from '../session/run-session.ts';

export interface TurnParts {
  readonly purpose: ModelPurpose;
  readonly model: Model;
  /** System prompt and first message. */
  readonly opening: readonly Message[];
  readonly toolbox: { readonly tools: readonly Tool[] };
}

/** Asks the model for the next turn and records it; a conversation that is too long is the end of the run. */
export async function takeTurn(session: RunSession, parts: TurnParts, turn: number): Promise<Failed | undefined> {
  const answer = await ask(session, parts, turn);
  if ('kind' in answer) return answer;
  const { text, calls, usage, finish } = answer;
  await session.record({
    kind: 'turn',
    label: calls.map((call) => call.name).join(', ') || undefined,
    body: { turn, text, calls, usage, finish },
  });
  return undefined;
}

// Tokens are estimated, and some text has more than others: where the endpoint finds it too long, less of it is sent.
const shares = [1, 0.6, 0.35];

async function ask(session: RunSession, parts: TurnParts, turn: number): Promise<ModelAnswer | Failed> {
  const { model, toolbox, opening, purpose } = parts;
  const room = model.contextTokens - model.maxOutputTokens - estimateTokens(JSON.stringify(toolbox.tools));
  const conversation = conversationOf(opening, session.steps);
  const about = {
    origin: originOf(session, purpose, turn),
    tools: toolbox.tools,
    maxOutputTokens: model.maxOutputTokens,
  };
  let refusal: MaiosError | undefined;
  for (const share of shares) {
    const messages = fitContext(conversation, Math.floor(room * share));
    if (messages === undefined) break;
    try {
      return await askModel(session, model, { ...about, messages });
    } catch (error) {
      if (!isOverflow(error)) throw error;
      refusal = error;
    }
  }
  if (refusal !== undefined) throw refusal;
  return failed(
    'context-overflow',
    `expected a conversation within ${room} tokens, found a longer one even when shortened`,
  );
}

function isOverflow(error: unknown): error is MaiosError {
  return error instanceof MaiosError && error.details['contextOverflow'] === true;
}

/** What a request says of itself. */
export function originOf({ work, agent }: RunSession, purpose: ModelPurpose, turn: number): RequestOrigin {
  return {
    purpose,
    project: work.project.name,
    ...(work.task === undefined ? {} : { task: work.task.name }),
    ...(agent === undefined ? {} : { agent: agent.metadata.name }),
    attempt: work.run.attempt,
    turn,
  };
}
