// Whether the process in this container is well, by its own word: /healthz of where it answers.
const address = process.env['MAIOS_HEALTH_ADDRESS'] || process.env['MAIOS_ADDRESS'] || '127.0.0.1:8000';
const port = address.slice(address.lastIndexOf(':') + 1);
const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(4000) });
if (!response.ok) throw new Error(`expected HTTP status 200, found ${response.status}`);
