import { askOptions, type Questions } from './ask-options';
import type { ProjectFiles } from './project-files';

function inMemory(contents: Record<string, string>): ProjectFiles {
  return {
    exists: (path) => path in contents,
    read: (path) => contents[path],
    list: () => [],
    write: () => undefined,
  };
}

/** Answers by what the question's message contains and notes what was asked. */
function answering(answers: Record<string, string>) {
  const asked: string[] = [];
  const answer = (message: string): string => {
    asked.push(message);
    return Object.entries(answers).find(([part]) => message.includes(part))?.[1] ?? '';
  };
  const questions: Questions = {
    select: async (message, choices, initial) => {
      const chosen = answer(message);
      return choices.find((choice) => choice === chosen) ?? initial;
    },
    text: async (message) => answer(message),
  };
  return { asked, questions };
}

const project = { projectName: 'shop', projectRoot: 'shop' };

describe('askOptions', () => {
  it('asks for engine, hosting and environments of a fresh project', async () => {
    const { asked, questions } = answering({
      engine: 'postgresql',
      run: 'aws-rds',
      environments: 'dev,  test live',
    });
    await expect(askOptions(inMemory({}), project, questions)).resolves.toMatchObject({
      provider: 'postgresql',
      hosting: 'aws-rds',
      environments: ['dev', 'test', 'live'],
    });
    expect(asked).toHaveLength(3);
  });

  it('does not ask where a SQLite file is hosted', async () => {
    const { asked, questions } = answering({ engine: 'sqlite', environments: 'dev' });
    await expect(askOptions(inMemory({}), project, questions)).resolves.toMatchObject({
      provider: 'sqlite',
      hosting: 'local',
    });
    expect(asked).toHaveLength(2);
  });

  it('does not ask for what was given', async () => {
    const { asked, questions } = answering({});
    const given = { ...project, provider: 'postgresql', hosting: 'local', environments: ['dev'] } as const;
    await expect(askOptions(inMemory({}), given, questions)).resolves.toEqual(given);
    expect(asked).toEqual([]);
  });

  it('does not ask for the engine that a Prisma schema names', async () => {
    const { asked, questions } = answering({ run: 'gcp-sql', environments: 'dev' });
    const files = inMemory({
      'shop/prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n}\n',
    });
    const options = await askOptions(files, project, questions);
    expect(options.provider).toBeUndefined();
    expect(options.hosting).toBe('gcp-sql');
    expect(asked).toHaveLength(2);
  });

  it('asks nothing where the configuration is there', async () => {
    const { asked, questions } = answering({});
    const files = inMemory({
      'shop/.fractary/plugins/faber-db/config.json': '{ "database": { "provider": "sqlite" } }',
    });
    await expect(askOptions(files, project, questions)).resolves.toEqual(project);
    expect(asked).toEqual([]);
  });
});
