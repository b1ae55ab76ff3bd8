import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** The part of a chat completions request that tests look at. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly {
    readonly role: string;
    readonly content: string | null;
    readonly tool_call_id?: string;
    readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: string } }[];
  }[];
  readonly tools?: readonly { readonly function: { readonly name: string; readonly parameters: unknown } }[];
  readonly max_tokens?: number;
  readonly stream?: boolean;
}

export interface Received {
  /** Which request of this server it is, from 1. */
  readonly n: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: ChatRequest;
}

/** An honest answer, or one of the ways in which an endpoint misbehaves. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly text?: string;
      readonly calls?: readonly { readonly name: string; readonly arguments: unknown }[];
      readonly finish?: string;
      readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
      /** Waited before the first byte. */
      readonly delayMs?: number;
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly message?: string;
      readonly code?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Streams the text and closes the connection in the middle. */
  | { readonly kind: 'cut'; readonly text: string }
  /** Accepts, sends headers and one piece, and then nothing for ever. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'html'; readonly status?: number }
  /** No stream. */
  | { readonly kind: 'json'; readonly body: unknown }
  /** Events exactly as given. */
  | { readonly kind: 'raw'; readonly events: readonly string[] };

export interface OpenAiServer {
  /** The base URL, ending in /v1. */
  readonly url: string;
  readonly requests: readonly Received[];
  close(): Promise<void>;
}

/** A local OpenAI-compatible endpoint that streams what `respond` says. Listens on a free loopback port unless told one. */
export async function startOpenAiServer(options: {
  readonly respond: (received: Received) => Reply | Promise<Reply>;
  readonly port?: number;
}): Promise<OpenAiServer> {
  const requests: Received[] = [];
  const server = createServer((request, response) => {
    void serve(request, response, requests, options.respond);
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  requests: Received[],
  respond: (received: Received) => Reply | Promise<Reply>,
): Promise<void> {
  const body = JSON.parse(await readBody(request)) as ChatRequest;
  const received = { n: requests.length + 1, path: request.url ?? '', headers: request.headers, body };
  requests.push(received);
  await send(response, await respond(received), body.model);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function send(response: ServerResponse, reply: Reply, model: string): Promise<void> {
  switch (reply.kind) {
    case 'answer':
      return sendAnswer(response, reply, model);
    case 'error':
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(
        JSON.stringify({ error: { message: reply.message ?? 'the server says no', code: reply.code ?? null } }),
      );
      return;
    case 'cut':
      openStream(response);
      response.write(event(delta(model, { content: reply.text })), () => response.destroy());
      return;
    case 'silent':
      openStream(response);
      response.write(event(delta(model, { content: '…' })));
      return;
    case 'html':
      response.writeHead(reply.status ?? 200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Sign in</title>');
      return;
    case 'json':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(reply.body));
      return;
    case 'raw':
      openStream(response);
      for (const data of reply.events) response.write(`data: ${data}\n\n`);
      response.end();
  }
}

async function sendAnswer(response: ServerResponse, reply: Reply & { kind: 'answer' }, model: string): Promise<void> {
  if (reply.delayMs !== undefined) await wait(reply.delayMs);
  openStream(response);
  for (const piece of pieces(reply.text ?? '')) response.write(event(delta(model, { content: piece })));
  for (const [index, call] of (reply.calls ?? []).entries()) {
    for (const data of callPieces(call, index)) response.write(event(delta(model, { tool_calls: [data] })));
  }
  const finish = reply.finish ?? ((reply.calls ?? []).length > 0 ? 'tool_calls' : 'stop');
  response.write(event({ ...chunk(model), choices: [{ index: 0, delta: {}, finish_reason: finish }] }));
  if (reply.usage !== undefined) response.write(event({ ...chunk(model), choices: [], usage: reply.usage }));
  response.write('data: [DONE]\n\n');
  response.end();
}

/** A call as the API streams it: its name first, then its arguments in pieces. */
function callPieces(call: { readonly name: string; readonly arguments: unknown }, index: number): readonly unknown[] {
  const text = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
  const head = { index, id: `call_${index}`, type: 'function', function: { name: call.name, arguments: '' } };
  return [head, ...pieces(text).map((piece) => ({ index, function: { arguments: piece } }))];
}

function pieces(text: string): readonly string[] {
  return text.match(/[\s\S]{1,7}/g) ?? [];
}

function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
}

function chunk(model: string): Record<string, unknown> {
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_763_800_000, model };
}

function delta(model: string, piece: Record<string, unknown>): Record<string, unknown> {
  return { ...chunk(model), choices: [{ index: 0, delta: piece, finish_reason: null }] };
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
