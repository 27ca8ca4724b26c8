// Several things at a time, with their results in order.

/** Gives each job to `work`, `atOnce` at a time, and each result to `done` in the order of the jobs; the first failure ends it. */
export async function inOrder<T, R>(
  jobs: readonly T[],
  atOnce: number,
  work: (job: T) => Promise<R>,
  done: (result: R, job: T) => void,
): Promise<void> {
  const results = new Map<number, { readonly result: R; readonly job: T }>();
  const failures: unknown[] = [];
  const untaken = jobs.entries();
  let told = 0;
  const take = async () => {
    for (const [index, job] of untaken) {
      if (failures.length > 0) return;
      results.set(index, { result: await work(job), job });
      for (let ready = results.get(told); ready !== undefined; ready = results.get(told)) {
        results.delete(told);
        told += 1;
        done(ready.result, ready.job);
      }
    }
  };
  const workers = Array.from({ length: Math.min(atOnce, jobs.length) }, () =>
    take().catch((error: unknown) => {
      failures.push(error);
    }),
  );
  await Promise.all(workers);
  if (failures.length > 0) throw failures[0];
}
