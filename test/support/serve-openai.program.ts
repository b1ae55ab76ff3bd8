import { respondAsOrganization } from './openai-organization.ts';
import { startOpenAiServer } from './openai-server.ts';

// A local OpenAI-compatible endpoint with a small organization behind it, for trying maios by hand:
//   npx node test/support/serve-openai.program.ts 8080 &
//   MODEL_BASE_URL=http://127.0.0.1:8080/v1 ZAI_API_KEY=any npx maios run task "A slug library with a command"
const server = await startOpenAiServer({ respond: respondAsOrganization, port: Number(process.argv[2] ?? 0) });
console.log(server.url);
