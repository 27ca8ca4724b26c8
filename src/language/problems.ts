// The problems that reading a block can meet, one definition a code.
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';

export const unknownKey = defineDiagnostic('unknown-key', 'key is not in the language');
export const missingKey = defineDiagnostic('missing-key', 'key is missing');
export const wrongType = defineDiagnostic('wrong-type', 'another type of value is wanted here');
export const unknownWord = defineDiagnostic('unknown-word', 'word is not expected here');
export const incompleteSentence = defineDiagnostic('incomplete-sentence', 'sentence is not complete');
export const splitByComma = defineDiagnostic('split-by-comma', 'comma inside brackets ends the item');
export const notYet = defineDiagnostic('not-yet', 'not in this version of netgen', 'unsupported');

export const badName = defineDiagnostic('bad-name', 'name has characters it may not have');
export const nameTooLong = defineDiagnostic('name-too-long', 'name is too long');
export const reservedName = defineDiagnostic('reserved-name', 'name is a word of the language');
export const kindOfHost = defineDiagnostic('kind-of-host', 'kind given to the machine itself');
export const refusalWithoutService = defineDiagnostic('refusal-without-service', 'only a service can be refused');
export const checkTwice = defineDiagnostic('check-twice', 'check that is asked twice', 'warning');
export const groupCycle = defineDiagnostic('group-cycle', 'group is a member of itself');

export const badRange = defineDiagnostic('bad-range', 'range cannot be read');
export const tooManyThings = defineDiagnostic('too-many-things', 'block stands for too many things');
export const unequalSequences = defineDiagnostic('unequal-sequences', 'sequences are of different lengths');
export const oneForMany = defineDiagnostic('one-for-many', 'one address for many');

export const prefixUsedUp = defineDiagnostic('prefix-used-up', 'prefix with fewer pieces than there are things');

export const badAddress = defineDiagnostic('bad-address', 'address cannot be read');
export const badPrefix = defineDiagnostic('bad-prefix', 'prefix cannot be read');
export const badService = defineDiagnostic('bad-service', 'service cannot be read');
export const badValue = defineDiagnostic('bad-value', 'value is not what the key takes');
export const numberNotPlain = defineDiagnostic('number-not-plain', 'number that the kernel prints otherwise');
export const badText = defineDiagnostic('bad-text', 'text has characters it may not have');
export const badPath = defineDiagnostic('bad-path', 'name is not a safe part of a path');

export const endpointMissing = defineDiagnostic('endpoint-missing', 'cable has only one end');
export const missingDashes = defineDiagnostic('missing-dashes', 'cable needs -- between its ends');
