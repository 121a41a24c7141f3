/** A station as a process of its own, for tests that kill it: puts the example's first scans in, says how far it is, and ends when the batch is complete. */
import { exampleExam, exampleScans, openStation } from './station.ts';

const [dataFolder, count] = process.argv.slice(2);
if (dataFolder === undefined) throw new Error('usage: grade-child.ts DATA_FOLDER COUNT');
const exam = exampleExam();
{
  await using station = await openStation(dataFolder);
  await station.createOrUpdateExam(exam, null);
  station.followEvents((event) => console.log(event.type));
  const { batchId } = await station.putIn(exam.id, exampleScans(Number(count)), { batchKey: 'b' });
  await station.settled(batchId);
}
console.log('done');
