package dev.memjay.benchmarks.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lets the current thread wake when it asked to: Linux adds 50 us to a timed sleep unless told otherwise. */
public final class TimerSlack {
    private TimerSlack() {}

    /** Best effort; says whether it worked. */
    public static boolean tighten() {
        try {
            Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
            Files.writeString(Path.of("/proc").resolve(thread).resolve("timerslack_ns"), "1");
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
