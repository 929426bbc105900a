import { commandBlocks, commandScript } from '../support/markdown-commands';

describe('commands of the documentation', () => {
  it('are the sh blocks, in order', () => {
    const text = [
      '# Title',
      '```sh',
      'one',
      'two',
      '```',
      '```json',
      '{}',
      '```',
      '- item',
      '  ```sh',
      '  three',
      '  ```',
    ];
    expect(commandBlocks(text.join('\n'))).toEqual([
      { line: 3, commands: 'one\ntwo' },
      { line: 11, commands: 'three' },
    ]);
  });

  it('leave out what a comment with a reason says, and only the block right after it', () => {
    const text = '<!-- not run: needs AWS -->\n\n```sh\nno\n```\n\n```sh\nyes\n```\n';
    expect(commandBlocks(text)).toEqual([{ line: 8, commands: 'yes' }]);
    expect(commandBlocks('<!-- not run: x -->\nSome text.\n```sh\nyes\n```')).toHaveLength(1);
    expect(() => commandBlocks('<!-- not run: -->\n```sh\nno\n```')).toThrow('needs a reason');
  });

  it('include hidden ones', () => {
    const text = '<!-- run before:\nhidden\n-->\n```sh\nseen\n```\n<!-- just a comment -->\n';
    expect(commandBlocks(text).map(({ commands }) => commands)).toEqual(['hidden', 'seen']);
  });

  it('run in one shell that stops at the first failure', () => {
    const script = commandScript('README.md', commandBlocks('```sh\ncd a\n```\n```sh\npwd\n```\n'));
    expect(script).toBe("set -euo pipefail\necho '### README.md:2'\ncd a\necho '### README.md:5'\npwd\n");
  });
});
