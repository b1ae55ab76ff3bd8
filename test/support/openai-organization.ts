import type { ChatRequest, Received, Reply } from './openai-server.ts';

/**
 * Plays every agent of a small organization over the wire: plans, writes, reviews, decides and reflects.
 * Stateless: it looks at the tools that are offered and at the conversation, as a model does.
 */
export function respondAsOrganization({ body }: Received): Reply {
  const tools = new Set((body.tools ?? []).map((tool) => tool.function.name));
  if (tools.has('submit_plan')) return plan(body, tools);
  if (tools.has('submit_review')) return review(body, tools);
  if (tools.has('decide'))
    return answer('', [{ name: 'decide', arguments: { action: 'retry', reason: 'It may pass now.' } }]);
  if (tools.size === 0) return answer('Write the test beside the module.');
  return work(body);
}

const tasks = [
  {
    name: 'slugify',
    role: 'developer',
    title: 'Turn titles into slugs',
    instructions: 'src/slugify.js exports slugify(title); tests in test/slugify.test.js.',
    verify: 'node --test test/slugify.test.js',
  },
  {
    name: 'cli',
    role: 'developer',
    title: 'Offer it on the command line',
    instructions: 'bin/slugify.js prints the slug of its arguments.',
    dependsOn: ['slugify'],
    verify: 'test "$(node bin/slugify.js Hello World)" = hello-world',
  },
  { name: 'review-cli', title: 'Review the command', role: 'reviewer', reviews: 'cli' },
];

function plan(body: ChatRequest, tools: ReadonlySet<string>): Reply {
  if (turnsOf(body) === 0 && tools.has('list_files'))
    return answer('What is there?', [{ name: 'list_files', arguments: { path: '.' } }]);
  return answer('Two steps and a review.', [{ name: 'submit_plan', arguments: { tasks } }]);
}

function review(body: ChatRequest, tools: ReadonlySet<string>): Reply {
  if (turnsOf(body) === 0 && tools.has('read_file'))
    return answer('', [{ name: 'read_file', arguments: { path: 'bin/slugify.js' } }]);
  return answer('', [{ name: 'submit_review', arguments: { verdict: 'approve', comments: 'Short and right.' } }]);
}

const files: Readonly<Record<string, readonly { readonly path: string; readonly content: string }[]>> = {
  slugify: [
    {
      path: 'src/slugify.js',
      content:
        "export function slugify(title) {\n  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');\n}\n",
    },
    { path: 'package.json', content: '{ "name": "slugify", "type": "module" }\n' },
    {
      path: 'test/slugify.test.js',
      content:
        "import assert from 'node:assert/strict';\nimport test from 'node:test';\nimport { slugify } from '../src/slugify.js';\n\ntest('slugify: words are joined by hyphens', () => assert.equal(slugify(' Hello, World! '), 'hello-world'));\n",
    },
  ],
  cli: [
    {
      path: 'bin/slugify.js',
      content:
        "import { slugify } from '../src/slugify.js';\n\nconsole.log(slugify(process.argv.slice(2).join(' ')));\n",
    },
  ],
};

function work(body: ChatRequest): Reply {
  const task = /^# Task ([a-z0-9-]+)/m.exec(body.messages[1]?.content ?? '')?.[1] ?? '';
  const [writing, testing] = [turnsOf(body) === 0, turnsOf(body) === 1];
  const own = files[task] ?? [];
  if (writing && own.length > 0)
    return answer(
      'I write it.',
      own.map((file) => ({ name: 'write_file', arguments: file })),
    );
  if (testing) return answer('And try it.', [{ name: 'run_tests', arguments: {} }]);
  return answer(`${task} is done.`);
}

function turnsOf(body: ChatRequest): number {
  return body.messages.filter((message) => message.role === 'assistant').length;
}

function answer(text: string, calls: readonly { readonly name: string; readonly arguments: unknown }[] = []): Reply {
  return { kind: 'answer', text, calls, usage: { prompt_tokens: 900, completion_tokens: 60 } };
}
