import { maskReferences } from '../config/references.ts';
import type { SecretText } from './secret-text.ts';

// https://user:password@host
const USER_INFO = /\/\/[^/?#@\s]{1,512}@/;

/** A configured text for people: references and the user of a URL are not shown. */
export const hideSecrets = (text: SecretText): string => maskReferences(text).replace(USER_INFO, '//***@');
