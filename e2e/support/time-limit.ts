// One step of a story may install packages and start Nx and Prisma several times.
jest.setTimeout(300_000);
