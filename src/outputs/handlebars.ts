// Renders the precompiled templates of templates/: values get in through the quoting helpers only.
import Handlebars from 'handlebars'; // in the bundle only its runtime: see esbuild.config.js
import { onceFor } from '../once-for.ts';
import { allRendered, quotingHelpers } from './quote.ts';

const instance = Handlebars.create();
for (const [name, quote] of Object.entries(quotingHelpers)) {
  instance.registerHelper(name, (value: unknown) => quote(value));
}

const compiled = onceFor((template: TemplateSpecification) => instance.template<object>(template));

/** The text of a template with these values. Throws if the template asks for a value that is not there. */
export const renderTemplate = (template: TemplateSpecification, values: object): string => compiled(template)(values);

/** The same for values that are Markdown already. */
export const renderMarkdown = (template: TemplateSpecification, values: object): string =>
  compiled(template)(Object(allRendered(values)));
