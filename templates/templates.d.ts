// What an import of a file in templates/ gives: see esbuild.config.js.

/** The result of Handlebars.precompile. */
type TemplateSpecification = object;

declare module '*.hbs' {
  export const template: TemplateSpecification;
}

/** Shell text that is part of an output as it stands. */
declare module '*.bash' {
  export const text: string;
}

/** A script or style of the site with all that it imports. */
declare module '*?bundle' {
  export const text: string;
}

/** A file as it stands. */
declare module '*?text' {
  export const text: string;
}
