// Progress of long work: a bar on a terminal; in a log, a line for each quarter.
import { SingleBar } from "cli-progress";

export interface ProgressDisplay {
  /** Shows how far `stage` has got; a new stage ends the one before. */
  report(stage: string, done: number, total: number): void;
  /** Ends the current stage. */
  end(): void;
}

/** @param stream where to show it: standard error by default, because standard output is for results */
export function showProgress(stream: NodeJS.WriteStream = process.stderr): ProgressDisplay {
  return stream.isTTY ? bars(stream) : lines(stream);
}

function bars(stream: NodeJS.WriteStream): ProgressDisplay {
  let current: { stage: string; bar: SingleBar } | null = null;
  const end = () => {
    current?.bar.stop();
    current = null;
  };
  return {
    end,
    report(stage, done, total) {
      if (current?.stage !== stage) {
        end();
        const bar = new SingleBar({
          format: "{stage} {bar} {percentage}%",
          stream,
          hideCursor: true,
          clearOnComplete: false,
          barCompleteChar: "█",
          barIncompleteChar: "░",
          barsize: 30,
        });
        bar.start(Math.max(total, 1), done, { stage: stage.padEnd(42) });
        current = { stage, bar };
      }
      current.bar.setTotal(Math.max(total, 1));
      current.bar.update(done);
    },
  };
}

function lines(stream: NodeJS.WriteStream): ProgressDisplay {
  let stage = "";
  let quarter = -1;
  return {
    end: () => {
      stage = "";
    },
    report(name, done, total) {
      const reached = total > 0 ? Math.floor((done * 4) / total) : 0;
      if (name === stage && reached <= quarter) return;
      stage = name;
      quarter = reached;
      stream.write(`${name}: ${total > 0 ? Math.floor((done * 100) / total) : 0}%\n`);
    },
  };
}
