package dev.memjay.benchmarks.rig;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A process of ours that does not outlive us, however we end short of being killed ourselves. */
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final Thread hook;

    ChildProcess(ProcessBuilder builder) throws IOException {
        this.process = builder.start();
        this.hook = new Thread(process::destroyForcibly, "kill-" + process.pid());
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(3, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            return;
        }
    }
}
