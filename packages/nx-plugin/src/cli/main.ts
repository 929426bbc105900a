import { runProgram } from './run-program';

/** Milliseconds that open handles get to close by themselves once everything is said. */
const LINGER_MS = 1000;

// A reader that has seen enough (`faber-db status | head -1`) is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

void runProgram(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
  // Fires only if something (a socket to a server that does not answer) keeps the process alive.
  setTimeout(() => process.exit(), LINGER_MS).unref();
});
