import { COMMANDS, type CommandName } from './commands';
import { commandHelp, programHelp } from './help';
import { parseArguments } from './parse-arguments';

const commands = Object.keys(COMMANDS) as CommandName[];

test('the help of the program names every command', () => {
  for (const command of commands) expect(programHelp()).toMatch(new RegExp(`^  ${command}  +\\S`, 'm'));
});

test.each(commands)('the help of %s names every option', (command) => {
  const text = commandHelp(command);
  for (const option of Object.keys(COMMANDS[command].options)) {
    expect(text).toContain(option === 'color' ? '--[no-]color' : `--${option}`);
  }
});

test('the help of lint shows both of its forms', () => {
  expect(commandHelp('lint')).toMatch(
    /Usage: faber-db lint \[project\] \[options\]\n {7}faber-db lint <files…> --provider/,
  );
  expect(commandHelp('init')).toContain('Usage: faber-db init [options]');
});

test.each(commands)('the examples of %s are valid', (command) => {
  for (const example of COMMANDS[command].examples) {
    expect(parseArguments(example.split(' '))).toMatchObject({ kind: 'command', command });
  }
});

test('exit codes are listed with their meanings', () => {
  expect(commandHelp('status', ['healthy', 'configuration'])).toMatch(
    /Exit codes:\n {2}0 {2}healthy\n {2}1 {2}configuration$/,
  );
});
