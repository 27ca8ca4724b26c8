// What a reader calls the things of a lab, for the line "what changes".
import type { Thing } from './resource.ts';

/** A noun with its plural, and in Chinese with its measure word. */
export const noun = (one: string, many: string, chinese: string): Pick<Thing, 'one' | 'many'> => ({
  one: { en: one, 'zh-CN': chinese },
  many: { en: many, 'zh-CN': chinese },
});

/** The nouns. In Chinese they begin with their measure word. */
export const things = {
  namespace: noun('namespace', 'namespaces', '个命名空间'),
  port: noun('port', 'ports', '个端口'),
  cable: noun('cable', 'cables', '根网线'),
  interface: noun('interface', 'interfaces', '个接口'),
  setting: noun('kernel setting', 'kernel settings', '项内核设置'),
} satisfies Record<string, Pick<Thing, 'one' | 'many'>>;
