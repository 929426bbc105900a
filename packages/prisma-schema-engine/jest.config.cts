import { packageProjects } from '../../jest.preset.js';

// The unit tests; integration tests run through `npm test`.
export default packageProjects('prisma-schema-engine', __dirname)[0];
