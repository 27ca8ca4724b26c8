// The site of the how-to: lessons and the files beside them.
process.env.VITE_EXTRA_EXTENSIONS = 'sh,bats';

// biome-ignore lint/style/noDefaultExport: VitePress asks for it
export default {
  title: 'Lessons',
  srcDir: 'generated',
  vite: { publicDir: '.' },
};
