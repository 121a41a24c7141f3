/** A station that is to be killed: takes the example's exam, is asked for a report into a folder, and tells its parent when the order lies in the record (`ordered`) and when its task begins (`begun`). With `held` no task begins. */
import { routes } from '../../src/contract/routes.ts';
import { localOperator } from '../../src/contract/access.ts';
import { exampleExam, openStation } from './station.ts';

const [dataFolder = '', outFolder = '', held = ''] = process.argv.slice(2);
const exam = exampleExam();
process.on('disconnect', () => process.exit(4));
const station = await openStation(dataFolder, { port: 0, lanPort: 0 }, {
  task: (definition) => (definition.type !== 'report_generation' ? definition : {
    ...definition,
    run: async (input, context) => {
      process.send?.('begun');
      await definition.run(input, context);
    },
  }),
});
await station.createOrUpdateExam(exam, null);
const ask = (name: 'pauseTasks' | 'listTasks') => station.gateway?.inject({ name, query: {}, principal: localOperator });
if (held === 'held') await ask('pauseTasks');
station.writeReport(exam.id, outFolder, { lang: 'en' }).catch(() => undefined);
for (;;) {
  const answered = await ask('listTasks');
  if (held !== 'held' || routes.listTasks.answer.parse(answered?.body).tasks.some(({ state }) => state === 'waiting')) break;
}
process.send?.('ordered');
