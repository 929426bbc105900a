// Where things are in this repository.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const nodeModules = path.join(root, 'node_modules');

/** Path of a program that a dependency installs. */
export const bin = (name) => path.join(nodeModules, '.bin', name);
