// The evidence that an output folder keeps of tutorials.
import { resolve } from 'node:path';
import type { KeptEvidence } from '../../compile.ts';
import { OutputFolder } from '../../files/output-folder.ts';
import { evidencePath } from '../../outputs/output.ts';
import { shellWord } from '../../outputs/quote.ts';
import { tutorialName } from '../../source/tutorial-name.ts';
import { defaultOut } from './default-out.ts';
import type { Io } from './io.ts';

/** Looks for the evidence of tutorials in an output folder. What cannot be read is none: it keeps nobody from building. */
export function evidenceIn(out: string, io: Io): (file: string) => { readonly evidence?: KeptEvidence } {
  const folder = new OutputFolder(resolve(io.folder, out));
  const where = out === defaultOut ? '' : ` --out ${shellWord(out)}`;
  return (file) => {
    try {
      const found = folder.read(evidencePath(tutorialName(file)));
      if (found === undefined) return {};
      return { evidence: { text: found.bytes.toString('utf8'), verify: `netgen verify ${shellWord(file)}${where}` } };
    } catch {
      return {};
    }
  };
}
