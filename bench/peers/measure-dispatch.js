const singles = 100;

/** Fills a queue and empties it, then sends jobs one by one; prints `{ perS, startP50Ms }`. */
export async function measureDispatch(jobs, { fill, send, work }) {
  const ids = Array.from({ length: jobs }, (_, index) => index);
  for (let from = 0; from < jobs; from += 1000) await fill(ids.slice(from, from + 1000));
  let onJob = () => undefined;
  const seen = new Set();
  const emptied = new Promise((resolve) => {
    onJob = (id) => seen.add(id).size === jobs && resolve();
  });
  const started = performance.now();
  await work((id) => onJob(id));
  await emptied;
  const perS = jobs / ((performance.now() - started) / 1000);
  const times = [];
  for (let single = 0; single < singles; single += 1)
    times.push(await oneJob((next) => (onJob = next), send, jobs + single));
  console.log(JSON.stringify({ perS, startP50Ms: times.toSorted((a, b) => a - b)[singles / 2] }));
}

async function oneJob(listen, send, id) {
  const started = performance.now();
  await new Promise((resolve, reject) => {
    listen((seen) => seen === id && resolve());
    send(id).catch(reject);
  });
  return performance.now() - started;
}
