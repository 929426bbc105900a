import { packageProjects } from '../../jest.preset.js';

// The unit tests; integration tests run through `npm test`.
export default packageProjects('core', __dirname)[0];
