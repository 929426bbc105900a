import { createSchemaModel } from './create-schema-model';
import { ModelSteps } from './model-steps';

describe('ModelSteps', () => {
  const model = createSchemaModel({ provider: 'postgresql' });
  const add = (name: string) =>
    model.apply({
      kind: 'add-column',
      table: { name: 't' },
      column: { name, type: 'integer', notNull: false },
      constraints: [],
      ifNotExists: false,
    });
  const made = ['a', 'b', 'c', 'd'].map(add);

  it('gives each step at its position, and none where there is none', () => {
    const steps = new ModelSteps();
    for (const step of [made[0], undefined, made[1]]) steps.add(step);
    expect([0, 1, 2, 3].map((index) => steps.at(index))).toEqual([made[0], undefined, made[1], undefined]);
  });

  it('keeps none beyond its room, which each state of a table takes anew', () => {
    // The first mutation is that of the table which is heard of: 0 + 1, then 2, then 3 columns.
    const steps = new ModelSteps(5);
    for (const step of made) steps.add(step);
    expect(made.map((_, index) => steps.at(index) !== undefined)).toEqual([true, true, false, false]);
  });
});
