// The words for what is dialled, in sentences that know it by its looks: `tcp/80`, and `tcp: 80` in the mapping form.
import { words } from './phrase.ts';
import type { Service, Written } from './statements.ts';
import { looksLikeService, readNumber, readService } from './values.ts';

const ports = (protocol: 'tcp' | 'udp') => ({
  value: words('ports', '80', (piece, reading) => {
    const port = readNumber(piece, 1, 65_535, reading);
    const service: Service | undefined = port && { protocol, port: port.value, lastPort: port.value };
    return service === undefined ? undefined : [{ value: service, at: piece.at }];
  }),
  summary: `${protocol.toUpperCase()} ports.`,
  mappingOnly: true,
});

export const serviceWords = (summary: string) => ({
  service: {
    value: words('services', 'tcp/80', (piece, reading) => {
      const service = readService(piece, reading);
      return service === undefined ? undefined : [service];
    }),
    summary,
    looks: looksLikeService,
  },
  tcp: ports('tcp'),
  udp: ports('udp'),
});

/** All that these words say. */
export const servicesOf = (
  values: {
    readonly [Name in 'service' | 'tcp' | 'udp']?: readonly Written<Service>[];
  },
): readonly Written<Service>[] => [...(values.service ?? []), ...(values.tcp ?? []), ...(values.udp ?? [])];
