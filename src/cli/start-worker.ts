// The entry of the program's worker threads: one of its own, so that nobody has to ask which thread it is.
import { loadProgram } from './load-program.ts';

void loadProgram().work();
