import { estimateTokens } from '../../models/estimate-tokens.ts';
import { listed } from './opening.ts';
import type { RunSession } from '../session/run-session.ts';

const maxLessons = 5;
const maxTokens = 800;

/**
 * The lessons of earlier work that fit what is to be done, best first, within a token budget; undefined when there are
 * none. Memory helps and is never needed: when it cannot be asked, the run begins without, and the fault is told.
 */
export async function lessonsText(session: RunSession, query: string): Promise<string | undefined> {
  const { deps, scope, work, job } = session;
  try {
    const found = await deps.recall.lessons(scope, query, maxLessons, work.project.id);
    return listed(within(found.map(({ text }) => text.replaceAll(/\s+/g, ' '))));
  } catch (error) {
    deps.onFault(error, job);
    return undefined;
  }
}

function within(texts: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let tokens = 0;
  for (const text of texts) {
    // One that is too long for what is left takes nothing from those after it.
    if (tokens + estimateTokens(text) > maxTokens) continue;
    tokens += estimateTokens(text);
    kept.push(text);
  }
  return kept;
}
