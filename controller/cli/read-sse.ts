import type { ProjectEvent } from '../events/event.ts';

/** The events of a stream of server-sent events; comments keep a connection alive and are skipped. */
export async function* readSse(chunks: AsyncIterable<unknown>): AsyncGenerator<ProjectEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += chunk instanceof Uint8Array ? decoder.decode(chunk, { stream: true }) : String(chunk);
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = eventOf(block);
      if (event !== undefined) yield event;
    }
  }
}

function eventOf(block: string): ProjectEvent | undefined {
  const data = block
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trimStart())
    .join('\n');
  // The edge of the process: what sends is this program's own API.
  return data === '' ? undefined : (JSON.parse(data) as ProjectEvent);
}
