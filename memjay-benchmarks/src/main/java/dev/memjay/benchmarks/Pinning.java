package dev.memjay.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Which cores client and server run on: everywhere, or each on a half of its own. */
record Pinning(List<String> server, String words) {
    private static final int CORES_NEEDED = 4;

    static Pinning of(Options options) throws Options.UsageException, IOException, InterruptedException {
        int cores = Machine.cores();
        if (!options.pin()) {
            return new Pinning(List.of(), "Not pinned: --pin (client and server on cores of their own) was not run.");
        }
        if (cores < CORES_NEEDED) {
            throw new Options.UsageException("--pin needs at least " + CORES_NEEDED + " cores; there are " + cores);
        }
        int half = cores / 2;
        String client = "0-" + (half - 1);
        String server = half + "-" + (cores - 1);
        pinOurselves(client);
        return new Pinning(
                List.of("taskset", "-c", server), "Pinned: client on cores " + client + ", server on " + server + ".");
    }

    private static void pinOurselves(String cores) throws IOException, InterruptedException {
        Process taskset = new ProcessBuilder(
                        "taskset",
                        "-acp",
                        cores,
                        Long.toString(ProcessHandle.current().pid()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!taskset.waitFor(10, TimeUnit.SECONDS) || taskset.exitValue() != 0) {
            throw new IOException("taskset could not pin this process to cores " + cores);
        }
    }
}
