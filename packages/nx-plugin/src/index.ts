export { createNodes, createNodesV2, name, type FaberDbPluginOptions } from './plugin';
