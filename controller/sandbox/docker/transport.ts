import type Docker from 'dockerode';
import type { Duplex } from 'node:stream';
import { answerOf } from './answer-of.ts';
import { createDemultiplexer } from './demultiplexer.ts';
import { removeContainer } from './remove.ts';
import { asFields, countField } from '../sandboxd/fields.ts';
import type { Transport } from '../transport.ts';

// After its stream has ended, the daemon says how the container did.
const exitCodeTimeoutMs = 2000;

/** The attached stream of a container: it is attached before the start, so that nothing is missed. */
export function dockerTransport(container: Docker.Container, stream: Duplex): Transport {
  const kill = (): void => {
    // A daemon that does not answer any more must not hold whoever waits for the end.
    void removeContainer(container).finally(() => stream.destroy());
  };
  return {
    listen({ output, said, gone }) {
      const faults: string[] = [];
      const onFault = (reason: string): void => {
        faults.push(reason);
        kill();
      };
      stream.on('data', createDemultiplexer({ stdout: output, stderr: said, onFault }));
      stream.on('error', (error: Error) => faults.push(error.message));
      stream.once('close', () => void howItEnded(container).then((how) => gone([...faults, how].join(': '))));
    },
    write: (line) => void stream.write(line),
    end: () => void stream.end(),
    kill,
  };
}

async function howItEnded(container: Docker.Container): Promise<string> {
  try {
    const ended: unknown = await answerOf(AbortSignal.timeout(exitCodeTimeoutMs), (options) => container.wait(options));
    const code = countField(asFields(ended), 'StatusCode', 255);
    return `the sandbox ended with exit code ${code}${code === 137 ? ' (killed, as for want of memory)' : ''}`;
  } catch {
    return 'the sandbox is gone: its container ended or was removed, or Docker stopped';
  }
}
