// netgen schema: prints the JSON Schema of the topology block.
import { block } from '../../language/block.ts';
import { type ExitCode, exitCode, type Io } from '../io.ts';

/** Prints the schema: for editors and other tools. It knows the shape of a block; what sentences mean, only `check` knows. */
export async function schema(io: Io): Promise<ExitCode> {
  const whole = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'netgen topology block',
    ...block.schema,
  };
  io.out(`${JSON.stringify(whole, null, 2)}\n`);
  return exitCode.fine;
}
