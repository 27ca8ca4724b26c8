// Where a packet ends: at somebody who takes it, or somewhere on the way.
import type { Interface } from '../model/lab.ts';
import type { Localized } from '../source/tutorial.ts';
import type { Packet } from './packet.ts';
import type { Found, Start } from './routing.ts';
import type { Stack } from './stack.ts';
import type { Death } from './way.ts';

export type End =
  | { readonly is: 'delivered'; readonly stack: Stack; readonly by?: Interface; readonly packet: Packet }
  | {
      readonly is: 'dies';
      readonly death: Death;
      readonly stack: Stack;
      readonly start: Start;
      /** The interface that it would have left by. */
      readonly out?: Interface;
      /** The route that it was to take, or that refused it. */
      readonly route?: Found;
      readonly packet: Packet;
    }
  | { readonly is: 'unknown'; readonly why: Localized };
