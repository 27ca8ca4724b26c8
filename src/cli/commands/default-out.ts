// Where outputs are, if the command line does not say.
export const defaultOut = 'generated';
