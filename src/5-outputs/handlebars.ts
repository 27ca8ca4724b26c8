// Renders the precompiled templates of templates/: values get in through the quoting helpers only.
import Handlebars from 'handlebars'; // in the bundle only its runtime: see esbuild.config.js
import { quotingHelpers } from './quote.ts';

const instance = Handlebars.create();
for (const [name, quote] of Object.entries(quotingHelpers)) {
  instance.registerHelper(name, (value: unknown) => quote(value));
}

const compiled = new WeakMap<TemplateSpecification, HandlebarsTemplateDelegate>();

/** The text of a template with these values. Throws if the template asks for a value that is not there. */
export function renderTemplate(template: TemplateSpecification, values: object): string {
  let delegate = compiled.get(template);
  if (delegate === undefined) {
    delegate = instance.template(template);
    compiled.set(template, delegate);
  }
  return delegate(values);
}
