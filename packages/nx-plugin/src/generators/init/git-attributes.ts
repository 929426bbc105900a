/**
 * Lines for `.gitattributes`: git leaves the journals as they are, byte by byte. A conversion of line ends would
 * look like tampering.
 */
export const ATTRIBUTES: readonly string[] = ['.fractary/plugins/faber-db/journal/** -text'];
