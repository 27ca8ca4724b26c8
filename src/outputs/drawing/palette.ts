// The colours of a diagram, in a light and a dark theme: told apart also by those who see fewer colours, and with the contrast
// that WCAG 2.2 asks for: 4.5 to 1 for text (1.4.3), 3 to 1 for lines (1.4.11).

/** Names of colours, as in `--netgen-ink`. */
export interface Theme {
  readonly paper: string;
  readonly ink: string;
  /** Words that are not names. */
  readonly soft: string;
  readonly line: string;
  readonly namespace: string;
  readonly bridge: string;
  readonly machine: string;
  readonly fresh: string;
  readonly gone: string;
  /** A packet on its way there, and back, and what is written on these. */
  readonly request: string;
  readonly answer: string;
  readonly on: string;
  /** Where it dies. */
  readonly death: string;
  /** One for each segment; after the last the first again. */
  readonly segments: readonly string[];
}

/** After Okabe and Ito, "Color Universal Design" (2008), darkened for white paper. */
export const light: Theme = {
  paper: '#ffffff',
  ink: '#1b1f24',
  soft: '#4b5563',
  line: '#66707c',
  namespace: '#f6f8fa',
  bridge: '#eef1f5',
  machine: '#fbfaf5',
  fresh: '#00694c',
  gone: '#59636e',
  request: '#b3005e',
  answer: '#0b57d0',
  on: '#ffffff',
  death: '#c00000',
  segments: ['#005a9c', '#b34700', '#00705a', '#93367c', '#7a5f00', '#2a7186', '#a3243b', '#5b4bb5'],
};

export const dark: Theme = {
  paper: '#0f141a',
  ink: '#e6edf3',
  soft: '#a9b4c0',
  line: '#8b98a5',
  namespace: '#1a212a',
  bridge: '#222b36',
  machine: '#151b22',
  fresh: '#4ade9f',
  gone: '#8b949e',
  request: '#ff7ab8',
  answer: '#8ab4ff',
  on: '#0f141a',
  death: '#ff6b6b',
  segments: ['#6fb8ff', '#ff9e57', '#45d0ab', '#e79bd6', '#e0c04c', '#7fd3e6', '#ff8a9e', '#b3a5ff'],
};
