// What chance chooses in tests is the same in each run, so that a change alone can make one fail. SEED=NUMBER chooses otherwise; the suite
// `random` of the long run does.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 1) });
