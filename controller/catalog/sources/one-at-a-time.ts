/** Runs what it is given one after the other, in the order of asking; a failure is the asker's alone. */
export function createQueueOfOne(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result;
    return result;
  };
}
