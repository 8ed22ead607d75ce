/** Bundles one program, in a process of its own, since esbuild's plug-ins are asynchronous and a synthesis is not. */
import { bundle } from './bundle.ts';

const [entry = '', folder = ''] = process.argv.slice(2);
await bundle({ entry, folder });
