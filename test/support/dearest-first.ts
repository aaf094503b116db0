// Runs the slowest suites first, so that the test workers end together; the others in vitest's order.
import { BaseSequencer, type TestSpecification } from "vitest/node";

const dearest =
  /test\/(chaos\/sample|commands\/demo|confidentiality\/\w+(\.long)?|matching\/match|plugins\/contract|published\/.*)\.test/;

export class DearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isDear = ({ moduleId }: TestSpecification) => dearest.test(moduleId);
    return [...sorted.filter(isDear), ...sorted.filter((file) => !isDear(file))];
  }
}
